package org.emukernel.api.trial;

import java.util.Set;
import org.emukernel.api.strategy.Requirement;

/**
 * Machines that differ in what a kernel entry does by itself. What else a strategy requires, such
 * as INVPCID, each of them has.
 */
public enum TrialMachine {
  /**
   * Page-table isolation with PCIDs: the write of CR3 at a kernel entry serialises and drops
   * nothing from the TLB.
   */
  PTI_WITH_PCID(Requirement.PTI, Requirement.PCID),
  /**
   * Page-table isolation without PCIDs: the write of CR3 serialises and drops everything that is
   * not global, and with PTI nothing of the kernel is but its entry text.
   */
  PTI_WITHOUT_PCID(Requirement.PTI),
  /** No page-table isolation: a kernel entry writes no CR3. */
  WITHOUT_PTI(Requirement.PCID),
  /**
   * As {@link #PTI_WITH_PCID}, and NMIs arrive at random wherever a CPU is: also where it has only
   * half entered the kernel, or half left it.
   */
  PTI_WITH_PCID_AND_NMIS(Requirement.PTI, Requirement.PCID);

  private final Set<Requirement> has;

  TrialMachine(Requirement... has) {
    this.has = Set.of(has);
  }

  /** {@return what it has whatever the strategy} */
  public Set<Requirement> has() {
    return has;
  }

  /** {@return whether a strategy that requires this can run on it} */
  public boolean satisfies(Set<Requirement> required) {
    return required.stream()
        .allMatch(r -> r != Requirement.PTI && r != Requirement.PCID || has.contains(r));
  }
}
