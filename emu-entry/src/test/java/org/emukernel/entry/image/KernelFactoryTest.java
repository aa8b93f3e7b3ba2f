package org.emukernel.entry.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.defer.Cr3SignalStrategyProvider;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.image.ElfWriter;
import org.emukernel.x86.image.ImageSection;
import org.emukernel.x86.image.JumpEntry;
import org.emukernel.x86.image.KernelImage;
import org.emukernel.x86.image.LinkException;
import org.emukernel.x86.routine.RoutineSlots;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelFactoryTest {

  private static final Set<X86Feature> FEATURES =
      EnumSet.of(X86Feature.PTI, X86Feature.PCID, X86Feature.FSGSBASE, X86Feature.SMAP);

  @TempDir Path directory;

  private static Kernel build(KernelPart... parts) {
    return build(EntryHooks.NONE, parts);
  }

  private static Kernel build(EntryHooks hooks, KernelPart... parts) {
    return KernelFactory.build(new KernelSpec(FEATURES, hooks, Map.of(), List.of(parts), 4, 2));
  }

  private static EntryHooks cr3Signal() {
    return new Cr3SignalStrategyProvider().create().entryHooks(EntryHooks.class).orElseThrow();
  }

  private record Named(String symbol) implements Routine {
    @Override
    public List<String> labels() {
      return List.of("only");
    }

    @Override
    public void step(RoutineFrame frame) {
      frame.ret();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "entry_SYSCALL_64, .entry.text",
    "asm_exc_page_fault, .entry.text",
    "error_entry, .entry.text",
    "swapgs_restore_regs_and_return_to_usermode, .entry.text",
    "native_irq_return_iret, .entry.text",
    "sync_regs, .noinstr.text",
    "do_syscall_64, .noinstr.text",
    "irqentry_enter, .noinstr.text",
    "__ct_user_exit, .noinstr.text",
    "exc_int3, .noinstr.text",
    "smp_text_poke_int3_handler, .noinstr.text",
    "sysvec_call_function, .noinstr.text",
    "__sysvec_call_function, .text.routines",
    "__x64_sys_getpid, .text.routines",
    "sys_call_table, .rodata",
    "cpu_tss_rw, .data..percpu",
    "user_loop, .user.text"
  })
  void build_symbol_liesInItsSection(String symbol, String section) {
    assertThat(build().image().symbol(symbol).orElseThrow().section()).isEqualTo(section);
  }

  @Test
  void build_entryAndNoinstrText_havePatchSitesOnlyOfKeysThatAreReadOnlyAfterInit() {
    KernelImage image = build(cr3Signal()).image();
    ImageSection readOnly = image.section(".data..ro_after_init").orElseThrow();

    List<JumpEntry> inside =
        image.jumpEntries().stream().filter(e -> isEntryCode(image, e.code())).toList();

    assertThat(inside).isNotEmpty().allMatch(e -> readOnly.contains(e.key()));
  }

  private static boolean isEntryCode(KernelImage image, long linear) {
    String section = image.sectionAt(linear).orElseThrow().name();
    return section.equals(".entry.text") || section.equals(".noinstr.text");
  }

  @Test
  void build_withoutStrategy_entryAndNoinstrTextHaveNoPatchSites() {
    KernelImage image = build().image();

    assertThat(image.jumpEntries()).noneMatch(e -> isEntryCode(image, e.code()));
  }

  @Test
  void build_staticKeys_haveSitesOfBothSizesThatAreNops() {
    KernelImage image = build().image();

    for (int n = 0; n < 4; n++) {
      long key = image.address("static_key_emu_" + n);
      JumpEntry entry =
          image.jumpEntries().stream().filter(e -> e.key() == key).findFirst().orElseThrow();
      assertThat(entry.code()).isEqualTo(image.address("static_key_probe_" + n));
      assertThat(entry.size()).isEqualTo(n % 2 == 0 ? 5 : 2);
      assertThat(image.bytes(entry.code(), 2))
          .isEqualTo(n % 2 == 0 ? new byte[] {0x0f, 0x1f} : new byte[] {0x66, (byte) 0x90});
    }
  }

  @Test
  void build_tracepoint_hasTrampolineAndSiteThatGoToItsIterator() {
    KernelImage image = build().image();
    long iterator = image.address("__traceiter_emu_1");

    assertThat(branch(image, "__SCT__tp_func_emu_1", 0xe9)).isEqualTo(iterator);
    assertThat(branch(image, "__SCS__tp_func_emu_1", 0xe8)).isEqualTo(iterator);
  }

  private static long branch(KernelImage image, String symbol, int opcode) {
    byte[] code = image.bytes(image.address(symbol), 5);
    assertThat(code[0]).isEqualTo((byte) opcode);
    int distance =
        java.nio.ByteBuffer.wrap(code, 1, 4).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt();
    return image.address(symbol) + 5 + distance;
  }

  @Test
  void build_routine_stubIsWhatTheCpuExpects() {
    Kernel kernel = build();
    RoutineTable table = new RoutineTable(kernel.routines());

    for (Routine routine : kernel.routines()) {
      byte[] stub = RoutineSlots.of(table, routine);
      assertThat(kernel.image().bytes(kernel.image().address(routine.symbol()), stub.length))
          .as(routine.symbol())
          .isEqualTo(stub);
    }
  }

  @Test
  void build_sysvecOfAPart_becomesTheBody() {
    Kernel kernel = build(KernelPart.of(new Named("sysvec_call_function")));

    assertThat(kernel.routines())
        .filteredOn(r -> r.symbol().equals("__sysvec_call_function"))
        .singleElement()
        .isInstanceOf(RenamedRoutine.class);
  }

  @Test
  void build_oneSymbolTwice_isRefused() {
    KernelPart part = KernelPart.of(new Named("vfree"));

    assertThatThrownBy(() -> build(part, part))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two kernel functions are named vfree");
    assertThatThrownBy(() -> build(KernelPart.of(new Named("do_syscall_64"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do_syscall_64");
  }

  @Test
  void build_variableWantedTwice_getsTheGreaterSize() {
    KernelPart part =
        new KernelPart(
            List.of(), List.of(new KernelVariable("cpu_tlbstate", 200, Storage.PER_CPU)));

    assertThat(build(part).image().symbol("cpu_tlbstate").orElseThrow().size()).isEqualTo(200);
  }

  @Test
  void build_systemCallWithoutFunction_namesTheSymbol() {
    KernelSpec spec =
        new KernelSpec(FEATURES, EntryHooks.NONE, Map.of(54, "__x64_sys_x"), List.of(), 0, 0);

    assertThatThrownBy(() -> KernelFactory.build(spec))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("__x64_sys_x");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 470})
  void build_systemCallNumberOutOfRange_namesTheNumber(int nr) {
    KernelSpec spec =
        new KernelSpec(FEATURES, EntryHooks.NONE, Map.of(nr, "__x64_sys_getpid"), List.of(), 0, 0);

    assertThatThrownBy(() -> KernelFactory.build(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("system call " + nr + " of __x64_sys_getpid; known: 0..469");
  }

  @ParameterizedTest
  @ValueSource(strings = {"readelf -a -W", "nm -n", "objdump -d", "objdump -x"})
  void elf_ofImage_isReadWithoutComplaint(String command) throws Exception {
    String[] words = (command + " vmlinux").split(" ");
    assumePresent(words[0]);
    Files.write(directory.resolve("vmlinux"), ElfWriter.write(build(cr3Signal()).image()));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");

    Process process =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();

    assertThat(process.waitFor()).isZero();
    assertThat(err).isEmptyFile();
    assertThat(Files.readString(out)).contains("entry_SYSCALL_64").doesNotContain("(bad)");
  }

  private static void assumePresent(String tool) throws InterruptedException {
    boolean present;
    try {
      present =
          new ProcessBuilder(tool, "--version")
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      present = false;
    }
    Assumptions.assumeTrue(present, () -> tool + " (GNU binutils) is not installed");
  }
}
