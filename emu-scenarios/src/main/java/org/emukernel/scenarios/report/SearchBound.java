package org.emukernel.scenarios.report;

/** Why a search ended before every state was visited. */
public enum SearchBound {
  /** There were more states than asked for: {@code --max-states}. */
  STATES("more states than --max-states allows"),

  /** States and the way to the current one took more memory: {@code --max-memory}. */
  MEMORY("the search takes more memory than --max-memory allows"),

  /** Whoever asked for it stopped it. */
  STOPPED("stopped");

  private final String words;

  SearchBound(String words) {
    this.words = words;
  }

  /** {@return what to tell people} */
  public String words() {
    return words;
  }
}
