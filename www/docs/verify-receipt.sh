#!/bin/sh
# Checks a Countersign receipt with OpenSSL (3.0 or newer) and coreutils, and with nothing of ours.
#
#   sh verify-receipt.sh RECEIPT KEY
#
# KEY is the log's public key, NAME+ID+KEY, from somebody you trust and not from the receipt. Exit 0: everything holds.
# The formats are public: RFC 8785, RFC 6962, and C2SP's tlog-proof, tlog-checkpoint and signed-note.
set -eu
LC_ALL=C
export LC_ALL

# What is not proved is shown without what a terminal would obey.
fail() { printf 'FAILED  %s\n' "$*" | tr -c '[:print:]\n' '?'; exit 1; }
ok() { printf 'ok      %s\n' "$*"; }

[ $# -eq 2 ] || { echo 'usage: sh verify-receipt.sh RECEIPT KEY' >&2; exit 2; }
receipt=$(cat "$1")
key=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
newline='
'

from_hex() { tr 'a-f' 'A-F' | basenc --base16 -d; }
to_hex() { basenc --base16 -w 0 | tr 'A-F' 'a-f'; }
sha256_hex() { openssl dgst -sha256 -binary | to_hex; }
# TEXT FILE: decodes Base64 that is written in the one way that it can be.
from_base64() { printf '%s' "$1" | base64 -d > "$2" 2> "$work/answer" && [ "$(base64 -w 0 < "$2")" = "$1" ]; }
# A number without leading zeroes, which arithmetic would take for octal.
is_number() { case $1 in '' | *[!0-9]* | 0?* | ?????????????????*) return 1 ;; esac; }

# ----------------------------------------------------------------------------------------------- the parts of the receipt
# A receipt is canonical JSON, so its members stand in this order and there is one way to write each of them. A quotation mark
# inside a text has a backslash before it: nothing that anybody wrote can look like the end of a member. Control characters
# are escaped, and those that are not are no text of ours.
c1=$(printf '\302[\200-\237]')
case $receipt in
  *[[:cntrl:]]* | *$c1*) fail 'this has control characters, which a receipt has not' ;;
  '{"entry":{'*'},"proof":"c2sp.org/tlog-proof@v1\n'*'","statement":{'*'},"type":"countersign/receipt/v1"}') ;;
  *) fail 'this is not a receipt as Countersign writes it' ;;
esac
entry=${receipt#'{"entry":'}
entry=${entry%%',"proof":"c2sp.org/tlog-proof@v1\n'*}
rest=${receipt#*',"proof":"'}
escaped=${rest%%'","statement":{'*}
statement=${rest#*'","statement":'}
statement=${statement%',"type":"countersign/receipt/v1"}'}
proof=
while [ "${escaped#*\\n}" != "$escaped" ]; do
  proof=$proof${escaped%%\\n*}$newline
  escaped=${escaped#*\\n}
done
case $proof$escaped in *\\*) fail 'inclusion: the proof is malformed' ;; esac
[ -z "$escaped" ] || fail 'inclusion: the proof is malformed'

# Its members, a line each; their names stand in order, so that none stands there twice.
members() {
  depth=0 text=no skip=no line=
  fold -b -w 1 | while IFS= read -r c || [ -n "$c" ]; do
    case $text$skip$c in
      yesyes*) skip=no ;;
      yesno\\) skip=yes ;;
      yesno\") text=no ;;
      no*\") text=yes ;;
      no*[{[]) depth=$((depth + 1)); [ "$depth" -gt 1 ] || continue ;;
      no*[]}]) depth=$((depth - 1)); [ "$depth" -gt 0 ] || { printf '%s\n' "$line"; break; } ;;
      no*,) [ "$depth" -gt 1 ] || { printf '%s\n' "$line"; line=; continue; } ;;
    esac
    line=$line$c
  done
}
value() { while IFS= read -r line; do case $line in "\"$1\":"*) printf '%s' "${line#*:}" ;; esac; done < "$work/$2"; }
printf '%s' "$entry" | members > "$work/entry"
printf '%s' "$statement" | members > "$work/statement"
for part in entry statement; do sort -c -u -t : -k 1,1 "$work/$part" 2> "$work/answer" || fail "$part: its members are not in order"; done

# ------------------------------------------------------------------------------------------------------- 1. the statement
# The entry names the SHA-256 of the statement, both say the same, and the digest is that of what the statement shows.
digest=$(printf '%s' "$statement" | sha256_hex)
[ "$(value event entry)" = '"decided"' ] || fail 'entry: it is not that of a decision'
[ "$(value statement entry)" = "\"$digest\"" ] || fail 'statement: the entry names another one'
[ "$(value type statement)" = '"countersign/decision-statement/v1"' ] || fail 'statement: it is not that of a decision'
for name in request stage version digest covered actor on_behalf_of decision_id decision conditions objections rationale \
  opened not_opened challenge; do
  [ "$(value "$name" entry)" = "$(value "$name" statement)" ] || fail "statement: the entry says something else as $name"
done
amount=$(value amount statement)
content="{${amount:+\"amount\":$amount,}\"ask\":$(value ask statement),\"parts\":$(value parts statement),\"scope\":$(value scope statement)}"
[ "$(value digest statement)" = "\"$(printf '%s' "$content" | sha256_hex)\"" ] || fail 'statement: its digest is not that of what it shows'
ok "statement: its SHA-256 $digest is in the entry"

# ------------------------------------------------------------------------------------------- 2. from the entry to the root
checkpoint=${proof#*"$newline$newline"}
{ IFS= read -r first; IFS= read -r index; cat; } > "$work/hashes" <<LINES
${proof%%"$newline$newline"*}
LINES
[ "$first" = c2sp.org/tlog-proof@v1 ] && [ "${index#index }" != "$index" ] || fail 'inclusion: the proof is malformed'
index=${index#index }
{ IFS= read -r origin; IFS= read -r size; IFS= read -r root; } <<LINES
$checkpoint
LINES
is_number "$index" && is_number "$size" || fail 'inclusion: no index, or no size'
from_base64 "$root" "$work/root" || fail 'inclusion: the root is malformed'
[ "$index" -lt "$size" ] || fail 'inclusion: the index lies outside the tree'

node() { printf '01%s%s' "$1" "$2" | from_hex | sha256_hex; }
hash=$({ printf '\000'; printf '%s' "$entry"; } | sha256_hex)
place=$index
last=$((size - 1))
while IFS= read -r line; do
  [ -n "$line" ] || continue
  from_base64 "$line" "$work/sibling" || fail 'inclusion: a hash is malformed'
  sibling=$(to_hex < "$work/sibling")
  [ "${#sibling}" -eq 64 ] || fail 'inclusion: a hash is malformed'
  [ "$last" -gt 0 ] || fail 'inclusion: the proof is too long'
  if [ $((place % 2)) -eq 1 ] || [ "$place" -eq "$last" ]; then
    hash=$(node "$sibling" "$hash")
    while [ $((place % 2)) -eq 0 ]; do place=$((place / 2)) last=$((last / 2)); done
  else
    hash=$(node "$hash" "$sibling")
  fi
  place=$((place / 2)) last=$((last / 2))
done < "$work/hashes"
[ "$last" -eq 0 ] || fail 'inclusion: the proof is too short'
[ "$hash" = "$(to_hex < "$work/root")" ] || fail 'inclusion: the proof does not lead to the root'
ok "inclusion: entry $index, counted from 0, of $size"

# ---------------------------------------------------------------------------------------------- 3. the signature of the log
name=${key%%+*}
id=${key#*+}
encoded=${id#*+}
id=${id%%+*}
[ "$origin" = "$name" ] || fail "signature: the checkpoint is of the log $origin"
from_base64 "$encoded" "$work/typed" || fail 'signature: the key is malformed'
[ "$(head -c 1 "$work/typed" | to_hex)" = 01 ] || fail 'signature: the key is not that of a log'
tail -c +2 "$work/typed" > "$work/key"
wanted=$({ printf '%s\n' "$name"; cat "$work/typed"; } | sha256_hex | cut -c 1-8)
[ "$id" = "$wanted" ] || fail 'signature: the id of the key is wrong'
text=${checkpoint%%"$newline$newline"*}
printf '%s\n' "$text" > "$work/text"
# An Ed25519 public key in DER is these 12 bytes and the key.
{ printf '\060\052\060\005\006\003\053\145\160\003\041\000'; cat "$work/key"; } > "$work/key.der"
signed=no
printf '%s' "${checkpoint#*"$newline$newline"}" > "$work/signatures"
while IFS=' ' read -r dash signer signature; do
  [ "$dash" = "$(printf '\342\200\224')" ] && [ "$signer" = "$name" ] || continue
  from_base64 "$signature" "$work/signature" || fail 'signature: it is malformed'
  [ "$(head -c 4 "$work/signature" | to_hex)" = "$id" ] || continue
  tail -c +5 "$work/signature" > "$work/raw"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/text" -sigfile "$work/raw" > "$work/answer" 2>&1 ||
    fail 'signature: it is not by this key'
  signed=yes
done < "$work/signatures"
[ "$signed" = yes ] || fail 'signature: this key has not signed it'
ok "signature: $name signed a tree of $size entries"
echo 'The receipt holds. It says:'
printf '%s\n' "$statement"
