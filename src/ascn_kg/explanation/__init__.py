"""Why a statement holds, or does not: proofs by the reasoner's own rules, down to the claims."""
