/**
 * Writes src/api/types.ts from the API's OpenAPI document: `npm run api`; with `--check` it only compares.
 *
 * Every schema becomes a type of its name. A decimal (`value` beside a `unit`, `now` beside a `reference`) is `Exact`: its text as it was sent, which
 * a number of JavaScript could not hold. What may be null is left out by the API, and so is optional here.
 */
import { readFileSync, writeFileSync } from "node:fs";

interface Schema {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  patternProperties?: Record<string, Schema>;
}

const DOCUMENT = new URL("../../lambdas/runtime/openapi.json", import.meta.url);
const TYPES = new URL("../src/api/types.ts", import.meta.url);
const HEAD = `// Written by scripts/api.ts from the OpenAPI document; change that, then: npm run api

import type { Exact } from "../lib/exact.ts";
`;

export function typesOf(schemas: Record<string, Schema>): string {
  const names = Object.keys(schemas).sort();
  return [HEAD, ...names.map((name) => declaration(name, schemas[name] ?? {}))].join("\n");
}

function declaration(name: string, schema: Schema): string {
  if (!schema.properties) return `export type ${name} = ${typeOf(schema)};\n`;
  return `export interface ${name} ${members(schema)}\n`;
}

function members(schema: Schema): string {
  const properties = Object.entries(schema.properties ?? {});
  const lines = properties.map(([name, property]) => {
    const mark = schema.required?.includes(name) ? "" : "?";
    return `  ${name}${mark}: ${isExact(name, property, schema) ? "Exact" : typeOf(property)};`;
  });
  return `{\n${lines.join("\n")}\n}`;
}

function isExact(name: string, property: Schema, owner: Schema): boolean {
  const beside = { value: "unit", now: "reference" }[name];
  return beside !== undefined && owner.properties?.[beside] !== undefined && typeOf(property) === "number";
}

function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "unknown";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf) return union(schema.anyOf);
  if (schema.type === "array") return `readonly (${typeOf(schema.items ?? {})})[]`;
  if (schema.type === "object") return record(schema);
  return { string: "string", integer: "number", number: "number", boolean: "boolean" }[schema.type ?? ""] ?? "unknown";
}

function union(schemas: Schema[]): string {
  const types = schemas.filter((schema) => schema.type !== "null").map(typeOf);
  return [...new Set(types)].join(" | ");
}

function record(schema: Schema): string {
  if (schema.properties) return members(schema);
  const values = Object.values(schema.patternProperties ?? {})[0] ?? schema.additionalProperties;
  return `{ readonly [name: string]: ${typeof values === "object" ? typeOf(values) : "unknown"} }`;
}

if (import.meta.main) {
  const types = typesOf(JSON.parse(readFileSync(DOCUMENT, "utf8")).components.schemas);
  if (!process.argv.includes("--check")) writeFileSync(TYPES, types);
  else if (readFileSync(TYPES, "utf8") !== types) {
    console.error("src/api/types.ts is out of date: npm run api");
    process.exitCode = 1;
  }
}
