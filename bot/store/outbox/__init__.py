"""The statements of the outbox: enqueue, claim under a lease, record, explain."""
