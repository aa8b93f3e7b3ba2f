package org.emukernel.scenarios.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.emukernel.entry.check.BadImageException;
import org.emukernel.entry.check.BinaryImage;
import org.emukernel.entry.check.CallOut;
import org.emukernel.entry.check.CheckResult;
import org.emukernel.entry.check.EntryPath;
import org.emukernel.entry.check.Finding;
import org.emukernel.entry.check.KernelCheck;
import org.emukernel.entry.check.SymbolMap;
import org.emukernel.entry.check.TextArea;
import org.emukernel.entry.check.WayIn.From;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian 12's kernel, v6.1: its entry code has the counts that a disassembly of it gives (7
 * instructions of 32 bytes for SYSCALL, 42 to 45 for exceptions and interrupts, 12 for an NMI).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealKernelTest {

  private static final String FETCH = "emu-scenarios/src/test/sh/fetch-kernel";

  private Path kernel = Path.of("");
  private CheckResult result = emptyResult();
  private ImageLoader.Loaded loaded = new ImageLoader.Loaded(result.image(), "", List.of());

  private static CheckResult emptyResult() {
    try {
      return KernelCheck.check(
          new BinaryImage(BinaryImage.Kind.KERNEL, new byte[0], List.of(), SymbolMap.EMPTY),
          Images.FEATURES);
    } catch (BadImageException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  void check() throws Exception {
    Optional<Path> found = cached();
    if (found.isEmpty() && Boolean.getBoolean("emu.real-kernels")) {
      Images.run(Path.of(""), "src/test/sh/fetch-kernel");
      found = cached();
    }
    Assumptions.assumeTrue(
        found.isPresent(), "no kernel in the cache: " + FETCH + " gets one, or -Preal-kernels");
    kernel = found.orElseThrow();
    loaded =
        new ImageLoader().load(file("boot", "vmlinuz-"), Optional.of(file("boot", "System.map-")));
    result = KernelCheck.check(loaded.image(), Images.FEATURES);
  }

  private static Optional<Path> cached() throws IOException {
    String configured = System.getenv("EMU_KERNELS");
    Path cache =
        configured == null
            ? Path.of(System.getProperty("user.home"), ".cache", "emu-kernels")
            : Path.of(configured);
    if (!Files.isDirectory(cache)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(cache)) {
      return entries
          .filter(p -> p.getFileName().toString().startsWith("linux-image-6.1."))
          .sorted()
          .findFirst();
    }
  }

  private Path file(String directory, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(kernel.resolve(directory))) {
      return files
          .filter(p -> p.getFileName().toString().startsWith(prefix))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private PathSummary path(String symbol, From from) {
    EntryPath path =
        result.entries().stream()
            .filter(p -> p.way().symbol().equals(symbol) && p.way().from() == from)
            .findFirst()
            .orElseThrow();
    return PathSummary.of(path, result.alternativeSites());
  }

  @Test
  void load_vmlinuz_hasItsKallsymsAndSaysThatTheMapIsAStub() {
    assertThat(loaded.symbolSource()).isEqualTo("kallsyms");
    assertThat(loaded.notes()).singleElement().asString().contains("is a stub");
    assertThat(loaded.image().symbols().size()).isGreaterThan(90_000);
    assertThat(loaded.image().symbols().address("startup_64")).hasValue(0xffffffff81000000L);
  }

  @Test
  void check_syscall_hasTheCountsOfTheDisassembly() {
    PathSummary syscall = path("entry_SYSCALL_64", From.USER);

    assertThat(syscall.instructions()).isEqualTo(7);
    assertThat(syscall.bytes()).isEqualTo(32);
    assertThat(syscall.gsAccesses()).isEqualTo(1);
    assertThat(syscall.toContext().orElse(0)).isBetween(112, 130);
  }

  @Test
  void check_exceptionsAndInterrupts_haveTheCountsOfTheDisassembly() {
    assertThat(path("asm_exc_nmi", From.USER).instructions()).isEqualTo(12);
    assertThat(result.entries())
        .filteredOn(p -> p.way().from() == From.USER && p.way().symbol().startsWith("asm_"))
        .filteredOn(p -> !p.way().symbol().equals("asm_exc_nmi"))
        .hasSizeGreaterThan(35)
        .allSatisfy(p -> assertThat(p.dangerZone().size()).isBetween(42, 45));
    assertThat(result.entries())
        .filteredOn(p -> p.way().symbol().startsWith("asm_sysvec_"))
        .allSatisfy(p -> assertThat(p.toContext().orElse(0) + 1).isBetween(112, 130));
  }

  @Test
  void check_everyWayIn_reachesTheKernelsContext() {
    assertThat(result.entries()).allMatch(p -> p.end().isEmpty() && p.toContext().isPresent());
  }

  @Test
  void check_findings_areKeysOfNoinstrTextAndNothingInEntryText() {
    assertThat(result.findings())
        .allMatch(f -> f.where() != TextArea.ENTRY && !f.concerns("cr3-signal"));
    assertThat(result.findings())
        .anyMatch(
            f ->
                f.kind() == Finding.Kind.NON_RO_STATIC_KEY
                    && f.subject().equals("context_tracking_key"));
    assertThat(result.text().instructions()).isGreaterThan(2_500_000);
  }

  /**
   * The only place is in pvh_start_xen, which is code of 32 bits (arch/x86/platform/pvh/head.S).
   */
  @Test
  void check_functions_areFollowed() {
    assertThat(result.text().notFollowed())
        .extracting(place -> result.image().symbolize(place.address()))
        .allMatch(place -> place.startsWith("pvh_start_xen+"));
    assertThat(result.text().reached()).isGreaterThan(result.text().instructions() / 100 * 98);
  }

  /** What replaces a call through pv_ops on bare hardware says which slot it is. */
  @Test
  void check_slotsOfPvOps_haveTheNamesOfWhatReplacesThem() {
    assertThat(result.text().callOuts())
        .filteredOn(call -> call.kind() == CallOut.Kind.PV_OPS)
        .isNotEmpty()
        .allSatisfy(
            call ->
                assertThat(call.callee())
                    .matches("pv_ops\\.(cpu|irq|mmu|lock)\\.(\\w+) \\(\\w*native_\\w*\\2\\)"));
  }

  /** The names of tools/objtool/noreturns.h that this kernel has. */
  @Test
  void check_functionsThatObjtoolKnows_neverReturn() {
    assertThat(result.text().neverReturning())
        .extracting(function -> result.image().symbolize(function))
        .contains("panic", "do_exit", "do_task_dead", "__stack_chk_fail", "make_task_dead")
        .contains("cpu_startup_entry", "start_kernel", "stop_this_cpu", "fortify_panic")
        .doesNotContain("schedule", "_printk", "do_idle", "exc_page_fault");
  }

  @Test
  void check_knownCases_passForReasonsThatThisKernelBearsOut() throws Exception {
    AllowList list = AllowList.builtIn();
    assertThat(result.findings())
        .filteredOn(finding -> list.allows(finding, result.image()).isPresent())
        .extracting(Finding::subject)
        .contains("context_tracking_key", "kvm_async_pf_enabled", "cpu_buf_idle_clear");
  }

  @Test
  void check_modules_areRead() throws Exception {
    for (String name : List.of("kvm.ko", "ext4.ko", "dummy.ko")) {
      CheckResult module = Images.check(file("lib", name));

      assertThat(module.image().kind()).isEqualTo(BinaryImage.Kind.MODULE);
      assertThat(module.text().notFollowed()).as(name).isEmpty();
      assertThat(module.jumpLabels().counts().byArea().keySet())
          .allMatch(area -> !area.isNoinstr() || name.equals("kvm.ko"));
    }
  }

  /** Every instruction of the text starts and ends where objdump has it, and is of its class. */
  @Test
  void decode_wholeText_asObjdump(@TempDir Path directory) throws Exception {
    Assumptions.assumeTrue(
        Boolean.getBoolean("emu.real-kernels"), "takes half a minute: -Preal-kernels");
    Path elf = directory.resolve("vmlinux");
    Files.write(elf, loaded.image().content());
    ObjdumpComparison comparison = new ObjdumpComparison(loaded.image());
    Process objdump =
        new ProcessBuilder(
                "objdump", "-d", "-w", "--no-show-raw-insn", "-j", ".text", elf.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(objdump.getInputStream(), StandardCharsets.ISO_8859_1))) {
      lines.lines().forEach(comparison::line);
    }
    assertThat(comparison.compared()).isGreaterThan(2_000_000);
    assertThat(comparison.lengths()).isEmpty();
    assertThat(comparison.mnemonics()).isEmpty();
  }
}
