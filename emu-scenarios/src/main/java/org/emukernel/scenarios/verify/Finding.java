package org.emukernel.scenarios.verify;

/** Something that a search has found out of what CPUs touch and of what they may come to. */
sealed interface Finding {

  /** Makes it known. */
  void tell(SharedWords words);

  /**
   * A word was touched.
   *
   * @param by whom, and how, as a word's entry says
   */
  record Touched(long word, long by) implements Finding {

    @Override
    public void tell(SharedWords words) {
      words.touch(word, by);
    }
  }

  /** Something was found out of the interruptions of one CPU. */
  record OfInterruptions(int cpu, Finding finding) implements Finding {

    @Override
    public void tell(SharedWords words) {
      finding.tell(words.ofInterruptions(cpu));
    }
  }

  /** A step touches a word. */
  record StepTouches(long node, int cpu, long touch) implements Finding {

    @Override
    public void tell(SharedWords words) {
      Prospects prospects = words.prospects();
      prospects.touch(prospects.node(node, cpu), touch);
    }
  }

  /** What a step finds in a word decides how it goes on. */
  record StepLoads(long node, int cpu, long word) implements Finding {

    @Override
    public void tell(SharedWords words) {
      Prospects prospects = words.prospects();
      prospects.load(prospects.node(node, cpu), word);
    }
  }

  /** One leads to another. */
  record Leads(long from, int cpu, Prospects.Way way, long found, long to) implements Finding {

    @Override
    public void tell(SharedWords words) {
      Prospects prospects = words.prospects();
      prospects.leads(prospects.node(from, cpu), way, found, prospects.node(to, cpu));
    }
  }
}
