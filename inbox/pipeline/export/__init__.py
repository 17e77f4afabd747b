"""Tables, evidence bundles, clips and copies: whole, or not there at all."""
