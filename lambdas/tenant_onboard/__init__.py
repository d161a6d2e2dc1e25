"""tenant-onboard: registers and unregisters tenants on behalf of their CloudFormation stacks."""
