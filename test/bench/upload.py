# What a developer would write in Python instead, with the standard library alone: one chunk after the other over one
# kept-alive connection. Trims, lowercases and drops values without @. It does not check for duplicates, report rows or resume after a failure.
#   python3 upload.py FILE HOST:PORT PATH COLUMN
import csv
import http.client
import json
import sys

file, host, path, column = sys.argv[1:]
connection = http.client.HTTPConnection(host)


def send(identifiers):
    body = json.dumps({"data": {"type": "AddRemoveContactlist", "attributes": {"operation": "add", "identifierType": "Email", "identifiers": identifiers}}})
    connection.request("POST", path, body, {"authorization": "Bearer bench", "content-type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    if response.status != 200:
        sys.exit("HTTP %d" % response.status)
    json.loads(answer)


with open(file, encoding="utf-8-sig", newline="") as source:
    rows = csv.reader(source)
    wanted = next(rows).index(column)
    identifiers = []
    for row in rows:
        email = row[wanted].strip().lower()
        if "@" not in email:
            continue
        identifiers.append(email)
        if len(identifiers) == 50000:
            send(identifiers)
            identifiers = []
    if identifiers:
        send(identifiers)
