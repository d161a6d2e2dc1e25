// Written by scripts/api.ts from the OpenAPI document; change that, then: npm run api

import type { Exact } from "../lib/exact.ts";

export interface AgreedLimits {
  questionsPerDay?: number;
  questionsPerMinute?: number;
  rowsPerDay?: number;
  loadsPerMinute?: number;
  changesPerMinute?: number;
  historyDays?: number;
  languageModel?: boolean;
  modelTokensPerDay?: number;
  modelUsdPerDay?: number;
}

export interface AiModel {
  provider?: string;
  modelId?: string;
  temperature?: number;
  maxTokens?: number;
  usedFor?: readonly (ModelTask)[];
  prompts?: readonly (string)[];
  fallback?: string;
}

export interface BatchResult {
  batchId: string;
  counts: { readonly [name: string]: number };
  results: readonly (RecordResult)[];
  definitionErrors?: readonly (ProblemFault)[];
  warnings?: readonly (SliceWarning)[];
  warningCount?: number;
  notAllChecked?: true;
}

export interface CatalogEntry {
  subject: string;
  displayName: string;
  unit: string;
  synonyms?: readonly (string)[];
  kind: Kind;
  goodDirection?: GoodDirection;
  domain?: Domain;
  numerator?: string;
  denominator?: string;
  targetOf?: string;
  dimensions?: { readonly [name: string]: readonly (string)[] };
  periods?: { readonly [name: string]: Span };
  revision?: number;
}

export interface Certificate {
  certificateId: string;
  tenantId: string;
  requestedBy: string;
  requestedAt: number;
  closedAt: number;
  letInUntil: number;
  issuedAt: number;
  erased: readonly (Erased)[];
  remains: readonly (Remainder)[];
  sweptAt?: number;
  sweptObjects?: number;
}

export interface ChangedReference {
  reference: DataReference;
  now?: Exact;
  version?: number;
}

export interface ChatAnswer {
  messageId: string;
  userMessageId: string;
  sessionId: string;
  outcome: Outcome;
  reason?: string;
  answer: string;
  classification: Classification;
  interpretation: Interpretation;
  dataReferences?: readonly (CitedReference)[];
  derived?: readonly (DerivedValue)[];
  chart?: { readonly [name: string]: unknown };
  suggestions?: readonly (string)[];
  aiModel: AiModel;
  performance: Performance;
  qualityMetrics: QualityMetrics;
  tokenUsage?: TokenUsage;
  cost?: Cost;
}

export interface ChatRequest {
  message: string;
  sessionId?: string;
  asOf?: unknown;
}

export interface CitedReference {
  metric: string;
  period: string;
  value: Exact;
  unit: string;
  dimensions?: { readonly [name: string]: string };
  source: Source;
  id: string;
}

export interface Classification {
  intent: Intent;
  subject: string;
  domain?: Domain;
  measure: Measure;
  timeRange?: TimeRange;
  filters?: readonly (Filter)[];
  groupBy?: readonly (string)[];
  rank?: Rank;
  relatedSubject?: string;
  confidence: number;
  components: Components;
}

export interface Comment {
  commentId: string;
  messageId: string;
  author: Person;
  text: string;
  writtenAt: number;
}

export interface CommentList {
  messageId: string;
  isOpen: boolean;
  comments: readonly (Comment)[];
}

export interface CommentRequest {
  text: string;
}

export type Comparison = "yoy" | "qoq" | "mom" | "wow" | "previous" | "target";

export interface CompletionRequest {
  rating?: number;
}

export interface Components {
  intent_confidence: number;
  subject_confidence: number;
  measure_confidence: number;
  dimension_confidence: number;
  time_confidence: number;
}

export interface Cost {
  amountUSD: number;
}

export interface DataReference {
  metric: string;
  period: string;
  value: Exact;
  unit: string;
  dimensions?: { readonly [name: string]: string };
  source: Source;
}

export interface DayOfUsage {
  questions?: number;
  inputTokens?: number;
  outputTokens?: number;
  costUSD?: number;
  rowsLoaded?: number;
  conversations?: number;
  day: string;
}

export interface Delivery {
  webhookUrl?: string;
  email?: boolean;
}

export interface DerivedValue {
  id: string;
  label: string;
  value: Exact;
  unit: string;
  operation: string;
  inputs: readonly (string)[];
}

export type Domain = "revenue" | "margin" | "customers" | "products" | "sales" | "orders" | "operations" | "marketing" | "finance" | "people" | "unknown";

export interface Download {
  url: string;
  expiresAt: number;
}

export interface Erased {
  what: string;
  where: string;
  count?: number;
  bytes?: number;
}

export interface ErasureStatus {
  erasureId: string;
  tenantId: string;
  state: JobState;
  step?: string;
  counts: { readonly [name: string]: number };
  requestedAt: number;
  startedAt?: number;
  updatedAt: number;
  finishedAt?: number;
  reason?: string;
  certificate?: Certificate;
}

export interface ExportStatus {
  exportId: string;
  tenantId: string;
  state: JobState;
  step?: string;
  counts: { readonly [name: string]: number };
  requestedAt: number;
  startedAt?: number;
  updatedAt: number;
  finishedAt?: number;
  expiresAt?: number;
  isFinal: boolean;
  reason?: string;
  manifest?: Download;
  files?: readonly (FileLink)[];
  nextCursor?: string;
}

export interface Features {
  chat: boolean;
  languageModel: boolean;
  moderate: boolean;
  administer: boolean;
}

export interface Feedback {
  messageId: string;
  sessionId: string;
  userId: string;
  rating: Rating;
  note?: string;
  givenAt: number;
}

export interface FeedbackRequest {
  rating: Rating;
  note?: string;
}

export interface FileLink {
  name: string;
  bytes: number;
  records?: number;
  sha256?: string;
  etag?: string;
  download: Download;
}

export interface Filter {
  key: string;
  value: string | readonly (string)[];
  op?: FilterOp;
}

export type FilterOp = "eq" | "not" | "gt" | "gte" | "lt" | "lte";

export type GoodDirection = "up" | "down" | "neutral";

export type Granularity = "day" | "week" | "month" | "quarter" | "year";

export interface Headroom {
  tenants: number;
  quotas: readonly (QuotaUse)[];
}

export interface Health {
  status?: "ok";
}

export interface History {
  sessionId: string;
  messages: readonly (HistoryMessage)[];
  nextCursor?: string;
}

export interface HistoryMessage {
  messageId: string;
  sender: Sender;
  text: string;
  timestamp: number;
  outcome?: Outcome;
  classification?: Classification;
  dataReferences?: readonly (DataReference)[];
  answer?: ChatAnswer;
}

export type IngestStatus = "created" | "updated" | "unchanged" | "stale" | "rejected";

export interface InsightFeedback {
  insightId: string;
  userId: string;
  verdict: Verdict;
  note?: string;
  givenAt: number;
}

export type InsightKind = "anomaly" | "target_missed" | "target_reached" | "record_high" | "record_low" | "recap";

export interface InsightList {
  insights: readonly (InsightView)[];
  nextCursor?: string;
}

export interface InsightVerdict {
  verdict: Verdict;
  note?: string;
}

export interface InsightView {
  insightId: string;
  kind: InsightKind;
  subject?: string;
  dimensions?: { readonly [name: string]: string };
  period: string;
  since: string;
  news: News;
  text: string;
  amount?: Measured;
  dataReferences?: readonly (CitedReference)[];
  derived?: readonly (DerivedValue)[];
  week: string;
  foundAt: number;
  updatedAt: number;
  ranking: Ranking;
}

export type Intent = "fact_retrieval" | "comparison" | "trend_analysis" | "root_cause" | "prediction" | "ranking" | "breakdown" | "target" | "anomaly" | "correlation" | "list" | "unknown";

export interface Interpretation {
  metric?: string;
  filters?: readonly (string)[];
  groupBy?: readonly (string)[];
  periods?: readonly (string)[];
  intervals?: readonly (string)[];
  calendar?: string;
  comparison?: string;
  assumptions?: readonly (string)[];
  asOf: string;
}

export type JobState = "waiting" | "running" | "done" | "failed";

export type Kind = "flow" | "stock" | "ratio";

export interface Me {
  userId: string;
  email?: string;
  platformAdmin: boolean;
  tenantId?: string;
  tenantName?: string;
  plan?: Plan;
  currency?: string;
  timeZone?: string;
  fiscalYearStart?: string;
  historyDays?: number;
  features: Features;
}

export type Measure = "total" | "average" | "count" | "growth" | "ratio" | "rate";

export interface Measured {
  id: string;
  value: Exact;
  unit: string;
}

export interface MetricChange {
  displayName?: string;
  synonyms?: readonly (string)[];
  goodDirection?: GoodDirection;
  kind?: Kind;
  domain?: Domain;
  revision?: number;
}

export interface MetricDefinition {
  subject: string;
  displayName?: string;
  unit?: string;
  synonyms?: readonly (string)[];
  kind?: Kind;
  goodDirection?: GoodDirection;
  domain?: Domain;
  numerator?: string;
  denominator?: string;
  targetOf?: string;
}

export interface MetricRecord {
  subject: string;
  period: string;
  value: Exact;
  unit: string;
  dimensions?: { readonly [name: string]: string };
  recordedAt?: number;
  metadata?: { readonly [name: string]: unknown };
}

export interface MetricsBatch {
  batchId?: string;
  source?: "api" | "csv_upload" | "integration";
  fileName?: string;
  definitions?: readonly (MetricDefinition)[];
  records: readonly (MetricRecord)[];
}

export interface MetricsList {
  metrics: readonly (CatalogEntry)[];
}

export type ModelTask = "understanding" | "phrasing";

export type News = "good" | "bad" | "neutral";

export interface OneMessage {
  messageId: string;
  sender: Sender;
  text: string;
  timestamp: number;
  outcome?: Outcome;
  classification?: Classification;
  dataReferences?: readonly (DataReference)[];
  answer?: ChatAnswer;
  sessionId: string;
}

export type Outcome = "answered" | "clarification" | "refused" | "no_data";

export interface Performance {
  totalTimeMs: number;
  classificationMs: number;
  dataRetrievalMs: number;
  aiGenerationMs: number;
  validationMs: number;
}

export interface Person {
  userId: string;
  name: string;
}

export interface Pin {
  messageId: string;
  sessionId: string;
  pinnedBy: Person;
  pinnedAt: number;
  note?: string;
  question?: string;
  askedAt?: number;
  answer: string;
  outcome?: Outcome;
  reason?: string;
  interpretation?: Interpretation;
}

export interface PinList {
  pins: readonly (Pin)[];
  nextCursor?: string;
}

export interface PinRequest {
  note?: string;
}

export type Plan = "free" | "standard" | "enterprise";

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  errors?: readonly (ProblemFault)[];
}

export interface ProblemFault {
  field: string;
  rule: string;
  message: string;
}

export interface QualityMetrics {
  hallucinationDetected: boolean;
  factsVerified: number;
  factsTotal: number;
  confidenceScore: number;
}

export interface QuotaUse {
  quota: "tables" | "stacks";
  limit: number;
  used: number;
  left: number;
  source: string;
}

export interface Rank {
  direction: "top" | "bottom";
  limit: number;
  by?: string;
}

export interface Ranking {
  weight: number;
  asked: number;
  judged: number;
  score: number;
}

export type Rating = "helpful" | "wrong";

export interface RecordResult {
  index: number;
  line?: number;
  status: IngestStatus;
  errors?: readonly (ProblemFault)[];
}

export interface Remainder {
  what: string;
  where: string;
  why: string;
  until?: number;
}

export interface Removal {
  removed: boolean;
}

export interface SearchedSessions {
  sessions: number;
  backTo?: number;
}

export type Sender = "user" | "assistant" | "system";

export interface Series {
  metric: CatalogEntry;
  points: readonly (SeriesPoint)[];
  nextCursor?: string;
}

export interface SeriesPoint {
  period: string;
  value: Exact;
  unit: string;
  dimensions?: { readonly [name: string]: string };
  version: number;
  recordedAt?: number;
  metadata?: { readonly [name: string]: unknown };
}

export interface SessionChange {
  title: string;
}

export interface SessionList {
  sessions: readonly (SessionSummary)[];
  nextCursor?: string;
  searched?: SearchedSessions;
}

export interface SessionSummary {
  sessionId: string;
  title?: string;
  firstQuestion?: string;
  startedBy?: string;
  startedAt: number;
  lastActivityAt: number;
  messageCount: number;
  subjects: readonly (string)[];
  intents: readonly (Intent)[];
  completedAt?: number;
  satisfactionRating?: number;
}

export interface ShareLink {
  shareId: string;
  path: string;
  messageId: string;
  sharedBy: Person;
  sharedAt: number;
}

export interface ShareRequest {

}

export interface SharedAnswer {
  shareId: string;
  path: string;
  messageId: string;
  sharedBy: Person;
  sharedAt: number;
  question?: string;
  askedAt?: number;
  answer: ChatAnswer;
}

export interface SliceWarning {
  rule?: "slices_disagree";
  subject: string;
  period: string;
  dimension: string;
  total: number;
  slices: number;
  sliceCount: number;
  message: string;
}

export interface Source {
  table: string;
  pk: string;
  sk: string;
  version?: number;
}

export interface Span {
  first: string;
  last: string;
}

export interface TenantList {
  tenants: readonly (TenantView)[];
  nextCursor?: string;
  headroom?: Headroom;
}

export interface TenantPatch {
  name?: string;
  plan?: Plan;
  status?: "active" | "suspended";
  metadata?: { readonly [name: string]: unknown };
  updatedAt?: number;
}

export interface TenantProfile {
  industry?: string;
  region?: string;
  fiscalYearStart?: string;
  timeZone?: string;
  currency?: string;
  limits?: AgreedLimits;
  delivery?: Delivery;
}

export interface TenantRequest {
  name: string;
  ownerEmail: string;
  plan: Plan;
  tenantId?: string;
  metadata?: TenantProfile;
  sampleData?: boolean;
}

export type TenantStatus = "active" | "suspended" | "deleted" | "provisioning" | "deleting" | "failed";

export interface TenantView {
  tenantId: string;
  name: string;
  ownerEmail: string;
  plan: Plan;
  messagesTableName: string;
  metricsTableName: string;
  s3Prefix: string;
  createdAt: number;
  updatedAt: number;
  status: TenantStatus;
  metadata?: TenantProfile;
  stackId?: string;
  reason?: string;
  certificate?: string;
}

export interface TimeRange {
  period: Granularity;
  value?: string;
  year?: number;
  expression?: "today" | "yesterday" | "this_week" | "last_week" | "next_week" | "this_month" | "last_month" | "next_month" | "this_quarter" | "last_quarter" | "next_quarter" | "this_year" | "last_year" | "next_year" | "wtd" | "mtd" | "qtd" | "ytd" | "last_7d" | "last_30d" | "last_90d" | "l3m" | "l6m" | "l12m" | "l4q" | "l8q" | "future" | "current";
  keys?: readonly (string)[];
  comparison?: Comparison;
}

export interface TokenUsage {
  inputTokens?: number;
  outputTokens?: number;
}

export interface UploadForm {
  url: string;
  method?: "POST";
  fields: { readonly [name: string]: string };
  maxBytes?: number;
  expiresAt: number;
}

export interface UploadOptions {
  layout?: "long" | "wide";
  decimal?: "point" | "comma";
  dates?: "dmy" | "mdy";
  unit?: string;
}

export interface UploadProgress {
  bytesRead: number;
  bytesTotal: number;
  linesRead: number;
  records: number;
  rate: number;
  secondsLeft?: number;
}

export interface UploadRejects {
  count: number;
  file?: Download;
}

export interface UploadRequest {
  batchId?: string;
  fileName: string;
  contentType?: string;
  options?: UploadOptions;
  force?: boolean;
}

export type UploadState = "waiting" | "loading" | "loaded" | "failed" | "duplicate";

export interface UploadStatus {
  batchId: string;
  fileName: string;
  state: UploadState;
  reason?: string;
  duplicateOf?: string;
  requestedAt: number;
  startedAt?: number;
  updatedAt: number;
  finishedAt?: number;
  counts: { readonly [name: string]: number };
  progress: UploadProgress;
  rejects: UploadRejects;
  newMetrics?: readonly (string)[];
  report?: { readonly [name: string]: unknown };
  notes?: readonly (string)[];
  warnings?: readonly (SliceWarning)[];
  warningCount?: number;
  notAllChecked?: boolean;
}

export interface UploadTicket {
  batchId: string;
  state: UploadState;
  upload?: UploadForm;
}

export interface Usage {
  questions?: number;
  inputTokens?: number;
  outputTokens?: number;
  costUSD?: number;
  rowsLoaded?: number;
  conversations?: number;
}

export interface UsageReport {
  tenantId: string;
  plan: Plan;
  limits: AgreedLimits;
  from: string;
  to: string;
  total: Usage;
  days: readonly (DayOfUsage)[];
}

export type Verdict = "useful" | "useless" | "dismissed";

export interface Verification {
  messageId: string;
  holds: boolean;
  checked: number;
  changed?: readonly (ChangedReference)[];
}
