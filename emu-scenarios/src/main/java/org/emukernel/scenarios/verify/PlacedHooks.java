package org.emukernel.scenarios.verify;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.Routine;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.ct.ContextWork;
import org.emukernel.scenarios.config.VerifySettings.Place;
import org.emukernel.x86.asm.Assembler;

/** A strategy's hooks with instructions of a model beside them. */
final class PlacedHooks implements EntryHooks {

  /** In how many expansions of a macro instructions stand. */
  enum Copies {
    /** In each. */
    ALL,
    /** In the first, which is the one of 64-bit system calls. */
    FIRST
  }

  /** Instructions at one place, {@code %s} the register that they may use. */
  record Code(Place place, Copies copies, String text) {}

  private final EntryHooks strategy;
  private final List<Code> codes;
  private final Set<Code> emitted = new HashSet<>();

  PlacedHooks(EntryHooks strategy, List<Code> codes) {
    this.strategy = strategy;
    this.codes = List.copyOf(codes);
  }

  private void emit(Assembler asm, Place place, String scratch) {
    for (Code code : codes) {
      if (code.place == place && (code.copies == Copies.ALL || emitted.add(code))) {
        asm.asm(code.text.replace("%s", scratch));
      }
    }
  }

  @Override
  public List<KernelVariable> userMapped() {
    return strategy.userMapped();
  }

  @Override
  public List<KernelVariable> variables() {
    return strategy.variables();
  }

  @Override
  public long atBoot(KernelVariable variable, LoadedCr3 loaded) {
    return strategy.atBoot(variable, loaded);
  }

  @Override
  public ContextWork contextWork() {
    return strategy.contextWork();
  }

  @Override
  public List<Routine> noinstr() {
    return strategy.noinstr();
  }

  @Override
  public void firstInSwitchToKernelCr3(Assembler asm, String scratch) {
    strategy.firstInSwitchToKernelCr3(asm, scratch);
    emit(asm, Place.BEFORE_ENTRY_CR3, scratch);
  }

  @Override
  public void lastInSwitchToKernelCr3(Assembler asm, String scratch) {
    emit(asm, Place.AFTER_ENTRY_CR3, scratch);
    strategy.lastInSwitchToKernelCr3(asm, scratch);
  }

  @Override
  public void firstInSwitchToUserCr3(Assembler asm, String scratch, String scratch2) {
    emit(asm, Place.BEFORE_EXIT_CR3, scratch);
    strategy.firstInSwitchToUserCr3(asm, scratch, scratch2);
    emit(asm, Place.BETWEEN_SIGNAL_AND_CR3, scratch);
  }

  @Override
  public void firstInSaveAndSwitchToKernelCr3(Assembler asm, String scratch, String save) {
    strategy.firstInSaveAndSwitchToKernelCr3(asm, scratch, save);
    emit(asm, Place.BEFORE_ENTRY_CR3, scratch);
  }

  @Override
  public void lastInSaveAndSwitchToKernelCr3(Assembler asm, String scratch) {
    emit(asm, Place.AFTER_ENTRY_CR3, scratch);
    strategy.lastInSaveAndSwitchToKernelCr3(asm, scratch);
  }

  @Override
  public void firstInRestoreCr3(Assembler asm, String scratch, String save) {
    emit(asm, Place.BEFORE_EXIT_CR3, scratch);
    strategy.firstInRestoreCr3(asm, scratch, save);
    emit(asm, Place.BETWEEN_SIGNAL_AND_CR3, scratch);
  }
}
