package org.emukernel.scenarios.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.CheckResult;
import org.emukernel.entry.check.EntryPath;
import org.emukernel.entry.check.Finding;
import org.emukernel.entry.check.WayIn.From;
import org.emukernel.entry.defer.ContextWorkStrategyProvider;
import org.emukernel.entry.defer.Cr3SignalStrategyProvider;
import org.emukernel.x86.asm.Assembler;
import org.junit.jupiter.api.Test;

/** The kernel of this project, whose entry code is Linux's; the counts are of a real 6.1 kernel. */
class OwnImageTest {

  /** A static key that may change, before the kernel's page tables are loaded. */
  private record PlantedKey() implements EntryHooks {
    @Override
    public void firstInSwitchToKernelCr3(Assembler asm, String scratch) {
      asm.asm(
          """
              STATIC_BRANCH_FALSE_UNLIKELY .Lplanted_\\@, static_key_emu_0
          .Lplanted_\\@:
          """);
    }
  }

  /** A word in the image's data, which the user's page tables do not map. */
  private record PlantedTouch() implements EntryHooks {
    @Override
    public void firstInSwitchToKernelCr3(Assembler asm, String scratch) {
      asm.asm("    cmpl $0, static_key_emu_0(%rip)\n");
    }
  }

  private static PathSummary path(CheckResult result, String symbol, From from) {
    EntryPath path =
        result.entries().stream()
            .filter(p -> p.way().symbol().equals(symbol) && p.way().from() == from)
            .findFirst()
            .orElseThrow();
    return PathSummary.of(path, result.alternativeSites());
  }

  @Test
  void check_ownImage_isCleanAndHasTheCountsOfLinux() throws BadImageException {
    CheckResult result = Images.check(Images.own(EntryHooks.NONE));

    assertThat(result.findings()).isEmpty();
    PathSummary syscall = path(result, "entry_SYSCALL_64", From.USER);
    assertThat(syscall.instructions()).isEqualTo(7);
    assertThat(syscall.bytes()).isEqualTo(32);
    assertThat(syscall.nops()).isEqualTo(1);
    assertThat(syscall.stackAccesses()).isZero();
    assertThat(syscall.gsAccesses()).isEqualTo(1);
    assertThat(syscall.otherAccesses()).isZero();
    assertThat(path(result, "asm_exc_nmi", From.USER).instructions()).isEqualTo(12);
    assertThat(result.entries())
        .filteredOn(p -> p.way().symbol().matches("asm_(exc|sysvec)_.*|irq_entries_start"))
        .filteredOn(p -> p.way().from() == From.USER && !p.way().symbol().equals("asm_exc_nmi"))
        .hasSizeGreaterThan(20)
        .allSatisfy(p -> assertThat(p.dangerZone().size()).isBetween(42, 45));
  }

  /** Its functions are routines: each label is a step, and the atomic is one of them. */
  @Test
  void check_ownImage_runsToTheAtomicThatLeavesTheUsersContext() throws BadImageException {
    CheckResult result = Images.check(Images.own(EntryHooks.NONE));

    assertThat(result.entries())
        .allSatisfy(
            p -> {
              assertThat(p.end()).isEmpty();
              assertThat(p.toContext().orElse(0)).isGreaterThan(p.cr3Write().orElse(0));
            });
    EntryPath syscall = result.entries().get(0);
    assertThat(syscall.steps().get(syscall.toContext().orElse(0)).text())
        .isEqualTo("__ct_user_exit: ct_kernel_enter_state");
  }

  /** A function of other hooks has other labels: it is not run as if it were this one. */
  @Test
  void check_imageWithContextWork_saysWhereItsRoutineIsNotKnown() throws BadImageException {
    EntryHooks hooks =
        new ContextWorkStrategyProvider().create().entryHooks(EntryHooks.class).orElseThrow();

    CheckResult result = Images.check(Images.own(hooks));

    assertThat(result.entries().get(0).end())
        .hasValueSatisfying(
            end -> assertThat(end.text()).endsWith("not known here, at __ct_user_exit"));
  }

  @Test
  void check_staticKeyInTheDangerZone_isFound() throws BadImageException {
    CheckResult result = Images.check(Images.own(new PlantedKey()));

    assertThat(result.findings())
        .extracting(Finding::title)
        .contains("non-ro static key in .entry.text", "patchable site in the danger zone");
    assertThat(result.findings()).allMatch(f -> f.subject().equals("static_key_emu_0"));
    assertThat(result.findings()).anyMatch(f -> f.function().equals("entry_SYSCALL_64"));
    assertThat(result.findings())
        .allMatch(f -> f.concerns("cr3-signal") && !f.concerns("immediate"));
  }

  @Test
  void check_memoryOutsideTheUsersPageTables_isFoundWithItsPlace() throws BadImageException {
    CheckResult result = Images.check(Images.own(new PlantedTouch()));

    Finding found =
        result.findings().stream()
            .filter(f -> f.subject().equals("entry_SYSCALL_64"))
            .findFirst()
            .orElseThrow();
    assertThat(found.title()).isEqualTo("memory touched in the danger zone");
    assertThat(found.at()).startsWith("entry_SYSCALL_64+0x");
    assertThat(found.why()).contains("touches static_key_emu_0, which the user's page tables");
  }

  /*
   * An NMI, #DB, #MC or #DF that hits entry code before SWAPGS enters with the user's GS base, and SAVE_AND_SWITCH_TO_KERNEL_CR3 stands in
   * paranoid_entry before the one of the kernel is loaded: the series' v8 notes the switch through GS first of all.
   */
  @Test
  void check_cr3Signal_writesThroughTheUsersGsBaseInParanoidEntry() throws BadImageException {
    EntryHooks hooks =
        new Cr3SignalStrategyProvider().create().entryHooks(EntryHooks.class).orElseThrow();

    List<Finding> findings = Images.check(Images.own(hooks)).findings();

    assertThat(findings)
        .extracting(Finding::subject)
        .containsExactlyInAnyOrder(
            "asm_exc_debug", "asm_exc_machine_check", "asm_exc_double_fault", "asm_exc_nmi");
    assertThat(findings).allMatch(f -> f.why().contains("above the user's GS base"));
    assertThat(findings).allMatch(f -> f.function().equals("paranoid_entry"));
  }

  @Test
  void json_ownImage_hasTheKeysAndIsTheSameEveryTime() throws BadImageException {
    byte[] elf = Images.own(EntryHooks.NONE);
    String first = json(elf);

    assertThat(json(elf)).isEqualTo(first);
    assertThat(first)
        .contains("\"entry\" : \"entry_SYSCALL_64\"", "\"from\" : \"user\"", "\"nops\" : 1")
        .contains("\"cr3_write\" : \"entry_SYSCALL_64+0x1d\"", "\"to_kernel_context\" : 4")
        .contains(
            "\"ro_after_init_keys\"", "\"by_section\"", "\"findings\" : [ ]", "\"allowed\" : [ ]");
  }

  private static String json(byte[] elf) throws BadImageException {
    CheckResult result = Images.check(elf);
    ImageLoader.Loaded loaded = new ImageLoader.Loaded(result.image(), "symbol table", List.of());
    return CheckJson.of(
        new CheckReport("k", loaded, result, result.findings(), List.of(), Optional.empty()));
  }
}
