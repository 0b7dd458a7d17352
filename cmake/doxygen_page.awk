# Pages for Doxygen: links to what is no page here (programs, folders, results) become plain words.
# Code is left alone.

BEGIN { page = "^(\\.\\./)?((tensor|autograd|gdb|nn|studies)/|autograd/gdb/)?(README|guide_[a-z]+)\\.md$" }

/^```/ { in_code = !in_code }

!in_code {
  rest = $0
  line = ""
  while (match(rest, /!?\[[^\]]*\]\([^)]*\)/)) {
    link = substr(rest, RSTART, RLENGTH)
    target = link
    sub(/^.*\]\(/, "", target)
    sub(/\)$/, "", target)
    if (link !~ /^!/ && target !~ /^(http|#)/ && target !~ page) {
      sub(/^\[/, "", link)
      sub(/\]\(.*$/, "", link)
    } else {
      gsub(/`/, "", link)  # Doxygen would show them
    }
    line = line substr(rest, 1, RSTART - 1) link
    rest = substr(rest, RSTART + RLENGTH)
  }
  print line rest
  next
}

{ print }
