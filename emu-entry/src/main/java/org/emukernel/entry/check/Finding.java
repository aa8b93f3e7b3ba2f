package org.emukernel.entry.check;

import java.util.List;

/**
 * Something that breaks a rule.
 *
 * @param address linear
 * @param at function and offset
 * @param where kind of text
 * @param subject key, callee or memory concerned
 * @param why why it matters
 * @param fix what would mend it
 * @param strategies for which strategies it matters; empty: for every kernel
 */
public record Finding(
    Kind kind,
    long address,
    String at,
    TextArea where,
    String subject,
    String why,
    String fix,
    List<StrategyRule> strategies) {

  /** Kinds of findings. */
  public enum Kind {
    /** A static key that may change after boot patches noinstr text. */
    NON_RO_STATIC_KEY("non-ro static key"),
    /** A static call that may change after boot patches noinstr text. */
    NON_RO_STATIC_CALL("non-ro static call"),
    /** Noinstr text calls what may be instrumented. */
    CALL_LEAVES_NOINSTR("call leaves .noinstr.text"),
    /** Something before the CR3 write can be patched. */
    PATCHABLE_IN_DANGER_ZONE("patchable site in the danger zone"),
    /** Memory is touched before the CR3 write that the user's page tables do not map. */
    UNMAPPED_IN_DANGER_ZONE("memory touched in the danger zone");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** {@return the name for people and reports} */
    public String text() {
      return text;
    }
  }

  /** Copies the list. */
  public Finding {
    strategies = List.copyOf(strategies);
  }

  /** {@return the kind, with the section where that belongs to it} */
  public String title() {
    return switch (kind) {
      case NON_RO_STATIC_KEY, NON_RO_STATIC_CALL -> kind.text() + " in " + where.section();
      default -> kind.text();
    };
  }

  /** {@return the function, without the offset} */
  public String function() {
    int plus = at.indexOf('+');
    return plus < 0 ? at : at.substring(0, plus);
  }

  /** {@return whether it matters for one strategy} */
  public boolean concerns(String strategy) {
    return strategies.isEmpty()
        || strategies.stream().anyMatch(rule -> rule.strategy().equals(strategy));
  }
}
