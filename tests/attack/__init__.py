"""Attacks on the walls between tenants, against the deployed platform with IAM enforced: `make attack` runs them all.

A class of attacks is a module that yields `Attempt`s; each says which layer has to refuse it. See `suite.py`.
"""
