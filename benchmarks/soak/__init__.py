"""A long mixed load on ``ascn-kg serve``, watched for what it leaves behind."""
