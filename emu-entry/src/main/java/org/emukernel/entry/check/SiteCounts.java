package org.emukernel.entry.check;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many sites of a kind there are, by what kind of text they are in. */
public record SiteCounts(long total, Map<TextArea, Long> byArea) {

  /** Keeps the map's order. */
  public SiteCounts {
    byArea = Collections.unmodifiableMap(byArea);
  }

  static SiteCounts of(List<Long> sites, TextAreas areas) {
    Map<TextArea, Long> counts = new EnumMap<>(TextArea.class);
    for (long site : sites) {
      areas.at(site).ifPresent(area -> counts.merge(area, 1L, Long::sum));
    }
    return new SiteCounts(sites.size(), counts);
  }
}
