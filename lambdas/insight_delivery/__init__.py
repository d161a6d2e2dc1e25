"""insight-delivery: hands insights to tenants' webhooks and to the topic of e-mail subscriptions."""
