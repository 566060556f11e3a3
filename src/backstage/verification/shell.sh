# signature: the Fintoc-Signature header. body.json: the raw bytes, as they came.
t=$(printf %s "$signature" | tr ',' '\n' | sed -n 's/^t=//p')
v1=$(printf %s "$signature" | tr ',' '\n' | sed -n 's/^v1=//p')
expected=$({ printf '%s.' "$t"; cat body.json; } |
  openssl dgst -sha256 -hmac "$FINTOC_WEBHOOK_SECRET" | sed 's/^.* //')
age=$(( $(date +%s) - t ))
[ "$expected" = "$v1" ] && [ "${age#-}" -le 300 ] && echo authentic
