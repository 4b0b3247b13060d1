"""What may be done with subscriptions: the rules, one transaction each; knows no Discord."""
