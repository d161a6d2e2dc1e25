"""TechStart Inc: software by subscription, sold from Europe. Fiscal years begin in April and are named after that year.

What happened: recurring revenue grew steadily and leapt in 2025-Q4, when enterprises expanded. Churn rose to 11 % in
2024-Q3 (small customers left) and has fallen since. One campaign in June 2025 brought far more leads than usual.
"""

from seed_data.making.spec import Customers, Dimension, Effect, Flow, Ratio, Stock, Survey, Target, TenantSpec

REGION = Dimension("region", {"EMEA": (62, 56), "North America": (26, 31), "APAC": (12, 13)})
PRODUCT_LINE = Dimension("product_line", {"Platform": (60, 58), "Analytics": (24, 30), "Training & Support": (16, 12)})
SEGMENT = Dimension("segment", {"Enterprise": (42, 45), "Mid-Market": (34, 34), "SMB": (24, 21)})
CUSTOMER_SEGMENT = Dimension("segment", {"Enterprise": (10, 11), "Mid-Market": (30, 32), "SMB": (60, 57)})
CHANNEL = Dimension("channel", {"Direct": (40, 40), "Partner": (22, 20), "Online": (38, 40)})
DEPARTMENT = Dimension(
    "department", {"Engineering": (45, 44), "Sales": (24, 25), "Marketing": (11, 11), "Support": (20, 20)}
)

ENTERPRISES_EXPAND = Effect(("2026-01",), {"segment": "Enterprise"}, 108)
ENTERPRISES_EXPANDING = Effect(("2026-02",), {"segment": "Enterprise"}, 116)
ENTERPRISES_EXPANDED = Effect(("2026-03",), {"segment": "Enterprise"}, 125)
EXPANSION = (ENTERPRISES_EXPAND, ENTERPRISES_EXPANDING, ENTERPRISES_EXPANDED)
CAMPAIGN = Effect(("2025-06",), {"channel": "Online"}, 320)
CAMPAIGN_COST = Effect(("2025-06",), {"channel": "Online"}, 150)
SUMMER = Effect(("2024-08", "2025-08"), {}, 85)
SMALL_CUSTOMERS_LEFT = Effect(("2024-Q3",), {"segment": "SMB"}, 170)
WHAT_SELLS_WHERE = (
    Effect((), {"region": "North America", "product_line": "Analytics"}, 130),
    Effect((), {"segment": "Enterprise", "product_line": "Training & Support"}, 140),
    Effect((), {"channel": "Online", "segment": "SMB"}, 180),
    Effect((), {"channel": "Direct", "segment": "Enterprise"}, 160),
)

FLOWS = (
    Flow(
        "revenue",
        (1_100_000, 1_200_000, 1_300_000, 1_400_000, 1_600_000, 1_700_000, 1_800_000, 2_100_000),
        (REGION, PRODUCT_LINE, SEGMENT, CHANNEL),
        slicings=(("region",), ("product_line",), ("segment",), ("channel",)),
        quarterly=(("region", "product_line"),),
        effects=(*WHAT_SELLS_WHERE, *EXPANSION),
        season=(33, 33, 34),
        noise=1,
    ),
    Flow(
        "gross_profit",
        (704_000, 780_000, 845_000, 917_000, 1_056_000, 1_142_400, 1_224_000, 1_470_000),
        (REGION, PRODUCT_LINE, SEGMENT, CHANNEL),
        slicings=(("region",), ("product_line",), ("segment",)),
        quarterly=(("region", "product_line"),),
        per="revenue",
        rates={
            "product_line": {"Platform": 720, "Analytics": 770, "Training & Support": 350},
            "segment": {"Enterprise": 104, "Mid-Market": 100, "SMB": 92},
            "region": {"EMEA": 101, "North America": 100, "APAC": 95},
        },
    ),
    Flow(
        "ad_spend",
        (96_000, 104_000, 112_000, 120_000, 138_000, 140_000, 150_000, 168_000),
        (CHANNEL,),
        slicings=(("channel",),),
        effects=(SUMMER, CAMPAIGN_COST),
    ),
    Flow(
        "leads",
        (2_300, 2_480, 2_700, 2_870, 3_900, 3_380, 3_610, 4_050),
        (CHANNEL,),
        slicings=(("channel",),),
        effects=(SUMMER, CAMPAIGN),
        noise=5,
    ),
    Flow("deals_closed", (100, 100, 125, 175, 140, 160, 150, 190), (REGION,), slicings=(("region",),)),
    Flow("deals_won", (22, 23, 30, 42, 35, 44, 42, 57), (REGION,), slicings=(("region",),)),
)

STOCKS = (
    Stock(
        "arr",
        4_200_000,
        (4_400_000, 4_800_000, 5_200_000, 5_600_000, 6_400_000, 6_800_000, 7_200_000, 8_400_000),
        (REGION, PRODUCT_LINE, SEGMENT),
        slicings=(("region",), ("product_line",), ("segment",)),
        effects=EXPANSION,
        step=10_000,
    ),
    Stock(
        "pipeline_value",
        2_400_000,
        (2_600_000, 2_900_000, 3_100_000, 3_050_000, 3_400_000, 3_900_000, 4_400_000, 4_250_000),
        (SEGMENT,),
        slicings=(("segment",),),
        step=10_000,
    ),
    Stock(
        "headcount",
        58,
        (60, 63, 66, 68, 72, 75, 79, 84),
        (DEPARTMENT,),
        slicings=(("department",),),
    ),
)

BY_SEGMENT = (("segment",),)
BY_REGION_AND_SEGMENT = (("region",), ("segment",))
CUSTOMERS = Customers(
    800,
    ((126, 76), (135, 85), (149, 99), (145, 95), (130, 90), (151, 91), (238, 88), (305, 75)),
    (REGION, CUSTOMER_SEGMENT),
    {
        "customers": BY_REGION_AND_SEGMENT,
        "new_customers": BY_REGION_AND_SEGMENT,
        "churned_customers": BY_SEGMENT,
        "opening_customers": BY_SEGMENT,
    },
    {"churned_customers": (SMALL_CUSTOMERS_LEFT,)},
)

TARGETS = (
    Target(
        "revenue_target",
        {
            "2025": "7100000",
            "2025-Q1": "1550000",
            "2025-Q2": "1700000",
            "2025-Q3": "1850000",
            "2025-Q4": "2000000",
            "2026": "9600000",
            "2026-Q1": "2200000",
            "2026-Q2": "2300000",
            "2026-Q3": "2500000",
            "2026-Q4": "2600000",
        },
        REGION,
        ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"),
    ),
    Target("arr_target", {"2025-Q3": "7300000", "2025-Q4": "8000000", "2026-Q4": "10400000"}),
    Target("customers_target", {"2025-Q1": "1050", "2025-Q2": "1100", "2025-Q3": "1200", "2025-Q4": "1400"}),
    Target("churn_rate_target", {"2025-Q1": "0.09", "2025-Q2": "0.08", "2025-Q3": "0.08", "2025-Q4": "0.07"}),
)

TECHSTART = TenantSpec(
    tenant_id="techstart-inc-002",
    first_year=2024,
    fiscal_year_start="04-01",
    flows=FLOWS,
    stocks=STOCKS,
    customers=CUSTOMERS,
    ratios=(
        Ratio("margin", "gross_profit", "revenue"),
        Ratio("churn_rate", "churned_customers", "opening_customers"),
        Ratio("win_rate", "deals_won", "deals_closed"),
    ),
    surveys=(Survey("nps", (31, 30, 27, 32, 35, 37, 41, 44), (30, 39)),),
    targets=TARGETS,
)
