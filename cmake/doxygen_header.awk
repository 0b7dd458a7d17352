# Shows the plain comments of a header to Doxygen: the one after `#pragma once` describes the file,
# one before a declaration describes it, one at the end of a line what stands before it. What
# Doxygen would take for commands, tags or references is escaped, except in code.

# `text` without special characters, but for what stands between backticks.
function escaped(text,    parts, count, i, result) {
  count = split(text, parts, "`")
  for (i = 1; i <= count; ++i) {
    if (i % 2 == 1) {
      gsub(/\\/, "\\\\", parts[i])
      gsub(/[<>#@]/, "\\\\&", parts[i])
    }
    result = result (i > 1 ? "`" : "") parts[i]
  }
  return result
}

# Doxygen does not know the templates of fmt that we specialise; the lines keep their numbers.
/^template <>$/ { in_specialisation = 1 }
in_specialisation { print ""; if (/^};$/) in_specialisation = 0; next }

/^#pragma once$/ { print "/// @file"; next }

# A whole line. Indented lines after an empty one are code, as in Markdown, but by two spaces.
match($0, /^ *\/\//) {
  indent = substr($0, 1, RLENGTH - 2)
  text = substr($0, RLENGTH + 1)
  if (text ~ /^ NOTE: /) {
    print indent "/// @par Note" substr(text, 6)
    was_empty = in_code = 0
  } else if (text ~ /^ *$/) {
    print indent "///"
    was_empty = 1
  } else if (text ~ /^   / && (was_empty || in_code)) {
    print indent "///    " text
    in_code = 1
  } else {
    print indent "///" escaped(text)
    was_empty = in_code = 0
  }
  next
}

{ was_empty = in_code = 0 }

match($0, /[;,{}] +\/\/ /) && !/NOLINT|\/\/ namespace/ {
  print substr($0, 1, RSTART) "  ///< " escaped(substr($0, RSTART + RLENGTH))
  next
}

{ print }
