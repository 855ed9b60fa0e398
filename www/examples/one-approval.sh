#!/bin/sh
# One approval over HTTP, from an empty request to the recorded decision, with nothing but curl and sha256sum.
#
#   ENDPOINT=http://127.0.0.1:8080 KEY=cs_key_… sh one-approval.sh FILE
#
# The key is that of a portal's backend: countersign keys create --store sqlite:PATH --name portal
set -eu

: "${ENDPOINT:?where the server is}" "${KEY:?an API key}"
file=${1:?the file to be approved}

# One call: METHOD PATH TOKEN, then whatever curl takes. Refusals are printed and end the script.
call() {
  method=$1 path=$2 token=$3
  shift 3
  curl --silent --show-error --fail-with-body --request "$method" "$ENDPOINT$path" \
    --header "Authorization: Bearer $token" --header 'Countersign-Protocol: 1' "$@"
}
json='Content-Type: application/json'
key() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
# The first value of a field in an answer. A real program reads the JSON.
text() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }
number() { sed "s/.*\"$1\":\([0-9]*\).*/\1/"; }
command() { # TOKEN HEAD COMMAND
  call POST "/v1/requests/$request/commands" "$1" --header "$json" --header "If-Match: \"$2\"" \
    --header "Idempotency-Key: $(key)" --data "$3"
}

echo '1. The backend creates the request.'
due=$(date -u -d '+6 days' +%Y-%m-%dT16:00:00.000Z)
answer=$(call POST /v1/requests "$KEY" --header "$json" --header "Idempotency-Key: $(key)" --data '{
  "command": "create", "kind": "deliverable", "title": "Homepage texts",
  "ask": "These texts are final and go online on Monday.", "due": "'"$due"'",
  "stages": [{"id": "customer", "name": "Keller Optik", "order": 1, "rule": {"type": "all"}, "members": [
    {"id": "maria", "name": "Maria Keller", "organization": "Keller Optik GmbH", "obligation": "approver"}]}]}')
request=$(printf %s "$answer" | grep -o 'req_[a-z2-7]*' | head -n 1)
echo "   $request"

echo '2. It uploads the file under its SHA-256 ...'
sha256=$(sha256sum "$file" | cut -d ' ' -f 1)
call PUT "/v1/blobs/$sha256" "$KEY" --header 'Content-Type: text/markdown' --data-binary "@$file" > /dev/null

echo '3. ... and adds it as version 1.'
answer=$(command "$KEY" 1 '{"command": "add-version", "parts": [{"id": "texts", "name": "Texts.md",
  "media_type": "text/markdown", "size": '"$(wc -c < "$file" | tr -d ' ')"', "sha256": "'"$sha256"'"}]}')
digest=$(printf %s "$answer" | text digest)

echo '4. A person of the studio confirms that it is ready, and submits it. A key cannot: it is no human.'
dana=$(call POST "/v1/requests/$request/sessions" "$KEY" --header "$json" --data '{"actor": {"kind": "human",
  "party": "delivery", "id": "dana", "name": "Dana Ruiz", "organization": "Northlight Studio"}}' | text token)
command "$dana" 2 '{"command": "confirm-ready", "displayed_digest": "'"$digest"'"}' > /dev/null
command "$dana" 3 '{"command": "submit"}' > /dev/null

echo '5. The customer gets a session, reads, and is handed a challenge.'
maria=$(call POST "/v1/requests/$request/sessions" "$KEY" --header "$json" --data '{"actor": {"kind": "human",
  "party": "customer", "id": "maria", "name": "Maria Keller", "organization": "Keller Optik GmbH"}}' | text token)
answer=$(call GET "/v1/requests/$request" "$maria")
challenge=$(printf %s "$answer" | grep -o '"challenge":{[^}]*}' | head -n 1 | text value)
head=$(printf %s "$answer" | grep -o '"head":[0-9]*' | head -n 1 | number head)

echo '6. She approves what she saw: this version, with this digest.'
answer=$(command "$maria" "$head" '{"command": "decide", "stage": "customer", "version": 1,
  "displayed_digest": "'"$digest"'", "decision": "approve", "challenge": "'"$challenge"'"}')

echo '7. The record says so.'
call GET "/v1/requests/$request" "$maria" | grep -o '"state":"approved"' | head -n 1
