# What a developer would write in a shell instead: split, jq and curl, one chunk after the other. Only for files of one
# column: split does not understand quotes. Trims, lowercases and drops values without @.
#   sh upload.sh FILE ADDRESS
export ADDRESS="$2"
tail -n +2 "$1" | split -l 50000 --filter='
  jq -Rnc "{data: {type: \"AddRemoveContactlist\", attributes: {operation: \"add\", identifierType: \"Email\",
    identifiers: [inputs | ascii_downcase | gsub(\"^\\\\s+|\\\\s+$\"; \"\") | select(contains(\"@\"))]}}}" |
  curl -sSf -o /dev/null -H "authorization: Bearer bench" -H "content-type: application/json" -H "expect:" --data-binary @- "$ADDRESS"
' -
