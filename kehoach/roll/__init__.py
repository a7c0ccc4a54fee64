"""The year turns: last year's plan becomes next year's draft, with what people must decide."""
