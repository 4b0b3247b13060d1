"""What users do in the sandbox: type, click, choose, submit."""
