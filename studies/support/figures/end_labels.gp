# Names every curve beside its last point. Given: curves, and the arrays end_y (in units of y),
# end_text, end_colour, each as long as `curves`; y_low and y_high, the range of the axis. Labels
# that would touch are pushed apart, in the order of the curves' ends.

array order[curves]
array place[curves]
do for [i = 1:curves] { order[i] = i }
do for [pass = 1:curves] {
  do for [i = 1:curves - 1] {
    if (end_y[order[i]] > end_y[order[i + 1]]) {
      swap = order[i]; order[i] = order[i + 1]; order[i + 1] = swap
    }
  }
}
do for [i = 1:curves] { place[i] = (end_y[order[i]] - y_low) / (y_high - y_low) }

closest = 17.0 / (panel_height - 102)  # one line of text, as a share of the axis
do for [pass = 1:200] {
  do for [i = 1:curves - 1] {
    overlap = closest - (place[i + 1] - place[i])
    if (overlap > 0) {
      place[i] = place[i] - overlap / 2
      place[i + 1] = place[i + 1] + overlap / 2
    }
  }
  do for [i = 1:curves] {
    low = (i - 1) * closest
    if (place[i] < low) { place[i] = low }
    if (place[i] > 1) { place[i] = 1 }
  }
}
do for [i = 1:curves] {
  set label 20 + i end_text[order[i]] at graph 1.02, graph place[i] left \
    textcolor rgb end_colour[order[i]]
}
