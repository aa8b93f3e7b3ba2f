package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * What one thread of a search hears from the others of what they find out, while they do: so that
 * none doubts what another knows.
 */
final class Grapevine {

  private static final Consumer<Finding> NOBODY = finding -> {};

  private final SharedWords words;
  private final Queue<Finding> heard = new ConcurrentLinkedQueue<>();
  private List<Grapevine> others = List.of();

  /**
   * Hears nothing yet.
   *
   * @param words of its thread
   */
  Grapevine(SharedWords words) {
    this.words = words;
  }

  /** Has all of them hear each other. */
  static void join(List<Grapevine> all) {
    for (Grapevine each : all) {
      List<Grapevine> others = new ArrayList<>(all);
      others.remove(each);
      each.others = List.copyOf(others);
    }
  }

  /** A pass begins. What was not heard in the last one has come another way. */
  void open() {
    words.tell(this::tellOthers);
  }

  /** A pass is over: how a machine is set up is of no concern to others. */
  void close() {
    words.tell(NOBODY);
  }

  void forget() {
    heard.clear();
  }

  private void tellOthers(Finding finding) {
    for (Grapevine other : others) {
      other.heard.add(finding);
    }
  }

  /** Takes over what was heard. */
  void listen() {
    if (heard.isEmpty()) {
      return;
    }
    words.tell(NOBODY);
    for (Finding finding = heard.poll(); finding != null; finding = heard.poll()) {
      finding.tell(words);
    }
    words.tell(this::tellOthers);
  }
}
