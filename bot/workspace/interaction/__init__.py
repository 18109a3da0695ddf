"""What people do: type, click, submit, open. Each becomes a request to an app and something the person sees."""
