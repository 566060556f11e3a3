#!/usr/bin/env bash
# Saves a bank account once, then pays with it in one click. Needs curl and a running sandbox.
set -euo pipefail
api=${SANDBOX_URL:-http://127.0.0.1:3001}
key=${FINTOC_SECRET_KEY:-sk_test_$RANDOM$RANDOM}

call() { # method, path, and the body of a POST
  curl --silent --show-error --fail-with-body --request "$1" "$api$2" --header "Authorization: $key" \
    --header 'Content-Type: application/json' ${3:+--data "$3"}
}
field() { # the first text field of that name; with jq at hand, use jq
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1
}
urls='"success_url": "https://merchant.example/ok", "cancel_url": "https://merchant.example/no"'

customer=$(call POST /v2/customers '{"email": "ana@example.com"}' | sed 's/.*"id":"\(cus_[^"]*\)".*/\1/')
session=$(call POST /v2/checkout_sessions "{\"flow\": \"setup\", \"currency\": \"CLP\", \"customer\": \"$customer\", $urls}")
echo "Open this page and save an account: $(field redirect_url <<<"$session")"

until method=$(call GET "/v2/payment_methods?customer=$customer" | grep --only-matching 'pm_[A-Za-z0-9]*' | head -n 1); do
  sleep 0.5
done
echo "Saved as $method."

payment=$(call POST /v2/checkout_sessions "{\"amount\": 4990, \"currency\": \"CLP\", \"customer\": \"$customer\", \"payment_method\": \"$method\", $urls}")
intent=$(grep --only-matching 'pi_[A-Za-z0-9]*' <<<"$payment" | head -n 1)
until status=$(call GET "/v2/payment_intents/$intent" | field status) && [[ $status != *progress ]]; do
  sleep 0.5
done
echo "The payment of \$4.990 has $status."
