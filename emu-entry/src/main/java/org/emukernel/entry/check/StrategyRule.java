package org.emukernel.entry.check;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a deferral strategy asks of the code that runs before its catch-up; the series v1 to v9,
 * "context_tracking,x86: Defer some IPIs until a user->kernel transition".
 */
public enum StrategyRule {
  /** Syncs in ct_kernel_enter_state(), when the state leaves CT_USER. */
  CONTEXT_WORK("context-work", Until.CONTEXT, Text.DEFERRED),
  /** Flushes behind the MOV to CR3, and defers no text patching. */
  COALESCE_TLBI("coalesce-tlbi", Until.CR3_WRITE, Text.NOT_DEFERRED),
  /** The MOV to CR3 itself flushes and syncs. */
  CR3_SIGNAL("cr3-signal", Until.CR3_WRITE, Text.DEFERRED);

  /** Up to where the rules must hold. */
  public enum Until {
    /** The MOV that loads the kernel's page tables. */
    CR3_WRITE("the MOV to the kernel's CR3"),
    /** The atomic that leaves CT_USER. */
    CONTEXT("the atomic that leaves CT_USER");

    private final String text;

    Until(String text) {
      this.text = text;
    }

    /** {@return in words} */
    public String text() {
      return text;
    }
  }

  private enum Text {
    DEFERRED,
    NOT_DEFERRED
  }

  private final String strategy;
  private final Until until;
  private final Text patching;

  StrategyRule(String strategy, Until until, Text patching) {
    this.strategy = strategy;
    this.until = until;
    this.patching = patching;
  }

  /** {@return the name of the strategy} */
  public String strategy() {
    return strategy;
  }

  /** {@return up to where the rules must hold} */
  public Until until() {
    return until;
  }

  /** {@return whether it defers the syncs of text patching} */
  public boolean defersText() {
    return patching == Text.DEFERRED;
  }

  /** {@return the rule of a strategy; one that is not here asks nothing of the entry code} */
  public static Optional<StrategyRule> of(String strategy) {
    return Stream.of(values()).filter(rule -> rule.strategy.equals(strategy)).findFirst();
  }

  /* Entry code runs before the CR3 write too; other noinstr code only behind it. */
  static List<StrategyRule> forTextIn(TextArea area) {
    return Stream.of(values())
        .filter(StrategyRule::defersText)
        .filter(rule -> rule.until == Until.CONTEXT || area == TextArea.ENTRY)
        .toList();
  }

  /** {@return all that defer text patching} */
  static List<StrategyRule> forText() {
    return Stream.of(values()).filter(StrategyRule::defersText).toList();
  }
}
