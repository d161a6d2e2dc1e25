"""Questions of all kinds that a finance team might put to the example tenants."""

ACME_QUESTIONS = tuple(
    """
What was revenue in Q3?
How much revenue did we make last year?
revenue in december 2025
What's our gross margin?
gross margin in EMEA in Q4 2025
average monthly revenue in 2025
How many customers do we have?
how many customers did we have at the end of 2024
new customers in 2025
orders in Q4 2025
average order value Q4 2025
Compare Q4 2025 with Q4 2024
revenue growth 2025
revenue yoy in Q4 2025
EMEA vs APAC revenue in Q4 2025
compare margin in EMEA and APAC
How has revenue developed over the last two years?
revenue trend by region
margin trend
customer growth by month in 2025
Why did revenue change in Q4 2025?
Why did margin fall in Q4?
why did orders go up
revenue by region
revenue by product line in 2025
margin by segment in Q4 2025
customers by region and segment
What share of revenue comes from EMEA?
revenue except EMEA in Q4 2025
Top 3 regions by revenue
worst product line by margin
which region grew the most in Q4 2025
best month for revenue in 2025
which quarter had the highest margin
top 2 segments in EMEA by revenue
regions with revenue over $500k in Q4 2025
Did we meet the revenue target in Q4 2025?
How are we doing against plan?
Anything unusual in revenue?
was december 2025 unusual for revenue
Forecast revenue for 2026
What will revenue be next quarter?
predict customers for Q1 2026
Is ad spend correlated with leads?
list all metrics
what regions do we have
revenue ytd
headcount
win rate by region in Q4 2025
nps
revenue in 2019
revenue in Antarctica
deals over $100k
ad spend vs leads 2025
revenue today
revenue in H2 2025 vs H1 2025
renewal rate by segment
products sold in Q4 2025
pipeline
deals won in Q1 2024
churned customers in January 2024
contracts due in 2025
units sold in January 2025
""".strip().splitlines()
)
TECHSTART_QUESTIONS = tuple(
    """
What was ARR in Q4?
ARR last year
revenue in fiscal 2025
revenue in March 2026
revenue in calendar Q4 2025
how did ARR change from Q3 to Q4
why did ARR grow in Q4 2025
churn rate in Q4 2025 by segment
churn rate trend
why did churn rate change in Q4 2025
churn rate in fiscal 2025
churn rate in March 2026
churn rate in fiscal Q1 2024
ARR by region
what share of ARR is Enterprise
top 2 regions by ARR growth
margin yoy in Q4 2025
customers at the end of fiscal 2025
new customers by month in fiscal 2025
did we hit the ARR target in Q4
ARR vs plan 2025
anything odd in churned customers
forecast ARR for next year
what will revenue be in Q2 2026
compare customers in Q3 and Q4
revenue per week
revenue H2 2025
revenue in Q1, Q2 and Q4 2025
is churn rate correlated with revenue
list customers by region
revenue between October 2025 and February 2026
ARR in 2023
opening customers
average deal size
headcount in April 2024
deals closed in Q2 2024
orders by product line
NRR in Q4
gross profit by channel in fiscal 2024
win rate
""".strip().splitlines()
)
