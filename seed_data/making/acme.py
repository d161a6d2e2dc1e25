"""ACME Corporation: pumps and valves, sold mostly in North America. Fiscal years are calendar years.

What happened: every quarter's revenue was above the same quarter's a year before. A plant stood still in February 2025.
EMEA dipped in 2025-Q2 and missed its plan. In 2025-Q4 pumps sold more but earned much less, in North America least of
all, so the margin fell from 35 % to 32 % though revenue rose.
"""

from seed_data.making.spec import Customers, Dimension, Effect, Flow, Ratio, Stock, Target, TenantSpec

REGION = Dimension("region", {"North America": (52, 50), "EMEA": (24, 24), "APAC": (15, 18), "LATAM": (9, 8)})
PRODUCT_LINE = Dimension("product_line", {"Pumps": (48, 49), "Valves": (31, 30), "Spare Parts": (21, 21)})
SEGMENT = Dimension("segment", {"Enterprise": (45, 48), "Mid-Market": (35, 34), "SMB": (20, 18)})
CHANNEL = Dimension("channel", {"Direct": (55, 50), "Partner": (35, 34), "Online": (10, 16)})
DEPARTMENT = Dimension(
    "department", {"Operations": (52, 50), "Sales": (20, 21), "Engineering": (16, 17), "Support": (12, 12)}
)

PLANT_STOOD_STILL = Effect(("2025-02",), {}, 65)
EMEA_DIPPED = Effect(("2025-Q2",), {"region": "EMEA"}, 70)
PUMPS_SOLD_MORE = Effect(("2025-Q4",), {"product_line": "Pumps"}, 114)
PUMPS_EARNED_LESS = Effect(("2025-Q4",), {"product_line": "Pumps"}, 83)
AND_LEAST_IN_NORTH_AMERICA = Effect(("2025-Q4",), {"product_line": "Pumps", "region": "North America"}, 92)
WHAT_SELLS_WHERE = (
    Effect((), {"region": "EMEA", "product_line": "Spare Parts"}, 130),
    Effect((), {"region": "APAC", "product_line": "Pumps"}, 120),
    Effect((), {"channel": "Online", "product_line": "Spare Parts"}, 160),
    Effect((), {"channel": "Direct", "segment": "Enterprise"}, 125),
    Effect((), {"channel": "Online", "segment": "SMB"}, 150),
)

FLOWS = (
    Flow(
        "revenue",
        (1_760_000, 1_850_000, 2_050_000, 2_340_000, 2_080_000, 2_170_000, 2_500_000, 2_750_000),
        (REGION, PRODUCT_LINE, SEGMENT, CHANNEL),
        slicings=(("region",), ("product_line",), ("segment",), ("channel",)),
        quarterly=(("region", "product_line"),),
        effects=(*WHAT_SELLS_WHERE, PLANT_STOOD_STILL, EMEA_DIPPED, PUMPS_SOLD_MORE),
    ),
    Flow(
        "gross_profit",
        (612_480, 647_500, 723_650, 835_380, 744_640, 783_370, 875_000, 880_000),
        (REGION, PRODUCT_LINE, SEGMENT, CHANNEL),
        slicings=(("region",), ("product_line",), ("segment",)),
        quarterly=(("region", "product_line"),),
        effects=(PUMPS_EARNED_LESS, AND_LEAST_IN_NORTH_AMERICA),
        per="revenue",
        rates={
            "product_line": {"Pumps": 290, "Valves": 370, "Spare Parts": 480},
            "segment": {"Enterprise": 96, "Mid-Market": 102, "SMB": 108},
            "region": {"North America": 102, "EMEA": 100, "APAC": 96, "LATAM": 94},
        },
    ),
    Flow(
        "orders",
        (1_000, 1_000, 1_025, 1_200, 1_040, 1_120, 1_250, 1_280),
        (REGION, CHANNEL),
        slicings=(("region",), ("channel",)),
        effects=(PLANT_STOOD_STILL, EMEA_DIPPED),
    ),
    Flow(
        "products",
        (9_100, 9_500, 10_450, 11_800, 10_400, 10_900, 12_500, 13_900),
        (PRODUCT_LINE,),
        slicings=(("product_line",),),
        effects=(PLANT_STOOD_STILL, PUMPS_SOLD_MORE),
    ),
    Flow("contracts_due", (64, 80, 96, 80, 80, 100, 120, 100)),
    Flow("renewed_contracts", (56, 70, 84, 72, 72, 89, 114, 92)),
    Flow("deals_closed", (80, 80, 100, 140, 100, 120, 120, 160)),
    Flow("deals_won", (20, 22, 26, 42, 27, 30, 36, 52)),
    Flow(
        "ad_spend",
        (61_000, 64_000, 70_000, 82_000, 66_000, 72_000, 85_000, 98_000),
        (CHANNEL,),
        slicings=(("channel",),),
    ),
    Flow(
        "leads",
        (1_180, 1_260, 1_390, 1_610, 1_290, 1_420, 1_700, 1_930),
        (CHANNEL,),
        slicings=(("channel",),),
        noise=6,
    ),
)

STOCKS = (
    Stock(
        "pipeline_value",
        4_100_000,
        (4_300_000, 4_650_000, 5_100_000, 4_800_000, 5_050_000, 5_600_000, 6_200_000, 5_900_000),
        (SEGMENT,),
        slicings=(("segment",),),
        step=10_000,
    ),
    Stock(
        "headcount",
        96,
        (98, 100, 103, 104, 106, 109, 112, 115),
        (DEPARTMENT,),
        slicings=(("department",),),
    ),
)

CUSTOMERS = Customers(
    180,
    ((11, 6), (13, 6), (14, 6), (16, 6), (13, 5), (15, 6), (24, 6), (29, 6)),
    (REGION, SEGMENT),
    {"customers": (("region",), ("segment",)), "new_customers": (("region",), ("segment",))},
)

TARGETS = (
    Target(
        "revenue_target",
        {
            "2025": "9550000",
            "2025-Q1": "2050000",
            "2025-Q2": "2300000",
            "2025-Q3": "2400000",
            "2025-Q4": "2800000",
            "2026": "10800000",
            "2026-Q1": "2400000",
            "2026-Q2": "2500000",
            "2026-Q3": "2800000",
            "2026-Q4": "3100000",
        },
        REGION,
        ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"),
    ),
    Target("margin_target", {f"2025-Q{number}": "0.35" for number in (1, 2, 3, 4)}),
    Target(
        "customers_target", {"2025-Q1": "220", "2025-Q2": "230", "2025-Q3": "240", "2025-Q4": "265", "2026-Q4": "310"}
    ),
    Target("renewal_rate_target", {f"2025-Q{number}": "0.92" for number in (1, 2, 3, 4)}),
)

ACME = TenantSpec(
    tenant_id="acme-corp-001",
    first_year=2024,
    fiscal_year_start="01-01",
    flows=FLOWS,
    stocks=STOCKS,
    customers=CUSTOMERS,
    ratios=(
        Ratio("margin", "gross_profit", "revenue"),
        Ratio("renewal_rate", "renewed_contracts", "contracts_due"),
        Ratio("win_rate", "deals_won", "deals_closed"),
        Ratio("average_order_value", "revenue", "orders"),
    ),
    surveys=(),
    targets=TARGETS,
)
