"""tenants-handler: tenants are onboarded, shown, changed and let go by administrators, over HTTP."""
