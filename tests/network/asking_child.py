"""A process that makes a signed request for each address that it reads, and prints what came of it.

Run with a name service of a test's own, which the test's own process cannot have.
"""

import sys

from inbox.domain.account import Account
from inbox.domain.failure import Failure
from inbox.network.client.sign_in import SignIn
from inbox.network.client.signed_requests import SignedRequests

account = Account(account_id="5555555", username="user", password="canary")
client = SignedRequests(SignIn(lambda: account, "http://127.0.0.1:1/"), accept="*/*", read_seconds=5)
for line in sys.stdin:
    response = client.get(line.strip(), "the media")
    if isinstance(response, Failure):
        print(response.sentence, flush=True)
    else:
        print(response.status_code, flush=True)
        response.close()
client.close()
