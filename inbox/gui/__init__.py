"""What the person sees. Qt lives only here and in app.py."""
