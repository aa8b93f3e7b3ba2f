package org.emukernel.entry.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.paging.Mapping;
import org.emukernel.api.paging.Mapping.Role;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.defer.Cr3SignalStrategyProvider;
import org.emukernel.entry.image.Kernel;
import org.emukernel.entry.image.KernelFactory;
import org.emukernel.entry.image.KernelSpec;
import org.emukernel.x86.asm.X86Feature;
import org.junit.jupiter.api.Test;

class BootTest {

  private static final long PER_CPU = 32L << 20;
  private static final BootSpec SPEC =
      new BootSpec(3, CpuMask.of(2), CpuMask.parse("1-2"), PER_CPU);

  private final Kernel kernel =
      KernelFactory.build(
          new KernelSpec(
              EnumSet.of(X86Feature.PTI, X86Feature.PCID, X86Feature.SMAP),
              new Cr3SignalStrategyProvider().create().entryHooks(EntryHooks.class).orElseThrow(),
              Map.of(),
              List.of(),
              1,
              1));
  private final MachineBoot boot = Boot.of(kernel, SPEC, "do_syscall_64");
  private final ImageSymbols symbols = new ImageSymbols(kernel, SPEC);

  private long word(String symbol, int cpu, int offset, int size) {
    long wanted = symbols.perCpu(symbol, cpu) - MemoryMap.PAGE_OFFSET + offset;
    long value = 0;
    for (MemoryContent content : boot.memory()) {
      for (int i = 0; i < size; i++) {
        long at = wanted + i - content.physical();
        if (at >= 0 && at < content.size()) {
          value &= ~(0xffL << 8 * i);
          value |= (content.bytes()[(int) at] & 0xffL) << 8 * i;
        }
      }
    }
    return value;
  }

  @Test
  void mappings_ofEachRoot_doNotOverlap() {
    for (boolean user : new boolean[] {false, true}) {
      List<Mapping> mappings =
          boot.mappings().stream()
              .filter(m -> user ? inUserRoot(m) : m.role() != Role.USER_WINDOW)
              .sorted((a, b) -> Long.compareUnsigned(a.linear(), b.linear()))
              .toList();
      for (int i = 1; i < mappings.size(); i++) {
        Mapping before = mappings.get(i - 1);
        assertThat(mappings.get(i).linear() - before.linear())
            .as("%s and %s", before, mappings.get(i))
            .isGreaterThanOrEqualTo(before.bytes());
      }
    }
  }

  private static boolean inUserRoot(Mapping mapping) {
    return mapping.role() == Role.SHARED || mapping.role() == Role.USER_WINDOW;
  }

  @Test
  void mappings_userRoot_hasEntryTextAreasTssAndSignalOnly() {
    List<Mapping> user = boot.mappings().stream().filter(BootTest::inUserRoot).toList();

    assertThat(user).hasSize(2 + 3 * (5 + 4));
    assertThat(user)
        .filteredOn(m -> m.protection().allows(Permission.EXECUTE))
        .singleElement()
        .satisfies(
            m -> {
              assertThat(m.linear()).isEqualTo(kernel.image().address("__entry_text_start"));
              assertThat(m.linear() + m.bytes())
                  .isGreaterThanOrEqualTo(kernel.image().address("__entry_text_end"));
            });
    for (int cpu = 0; cpu < 3; cpu++) {
      assertThat(user)
          .filteredOn(m -> m.role() == Role.USER_WINDOW)
          .extracting(Mapping::linear)
          .contains(symbols.perCpu("cpu_tss_rw", cpu), symbols.perCpu("kernel_cr3_loaded", cpu));
    }
  }

  @Test
  void mappings_writableAndExecutable_none() {
    assertThat(boot.mappings())
        .noneMatch(
            m ->
                m.protection().allows(Permission.WRITE)
                    && m.protection().allows(Permission.EXECUTE));
    assertThat(boot.mappings())
        .filteredOn(m -> m.linear() == MemoryMap.RO_IDT || m.linear() == MemoryMap.tss(1))
        .hasSize(2)
        .allMatch(m -> m.protection() == Protection.PAGE_KERNEL_RO);
  }

  @Test
  void memory_perCpuWords_sayWhereEachCpuStarts() {
    assertThat(word("kernel_cr3_loaded", 0, 0, 4)).isEqualTo(1);
    assertThat(word("kernel_cr3_loaded", 1, 0, 4)).isZero();
    assertThat(word("context_tracking", 1, 0, 1)).as("active on a housekeeping CPU").isZero();
    assertThat(word("context_tracking", 2, 0, 1)).isEqualTo(1);
    assertThat(word("context_tracking", 0, 8, 4) & 3).isZero();
    assertThat(word("context_tracking", 2, 8, 4) & 3).isEqualTo(2);
    assertThat(word("cpu_number", 2, 0, 4)).isEqualTo(2);
    assertThat(word("cpu_tss_rw", 1, 4, 8)).isEqualTo(MemoryMap.entryStack(1) + 4096);
    assertThat(word("pcpu_hot", 1, 24, 8)).isEqualTo(symbols.perCpu("init_stack", 1) + 0x4000);
  }

  @Test
  void cpus_startWhereTheSpecSays() {
    CpuBoot inKernel = boot.cpus().get(0);
    CpuBoot inUser = boot.cpus().get(2);

    assertThat(inKernel.rip()).isEqualTo(symbols.symbol("do_syscall_64"));
    assertThat(inKernel.cs()).isEqualTo(0x10);
    assertThat(inUser.rip()).isEqualTo(symbols.symbol("user_loop"));
    assertThat(inUser.cs()).isEqualTo(0x33);
    assertThat(inUser.msrs())
        .contains(
            new CpuBoot.Msr(0xc0000081, 0x0023_0010_0000_0000L),
            new CpuBoot.Msr(0xc0000082, symbols.symbol("entry_SYSCALL_64")),
            new CpuBoot.Msr(0xc0000084, 0x257fd5),
            new CpuBoot.Msr(0xc0000101, 0),
            new CpuBoot.Msr(0xc0000102, symbols.perCpu("fixed_percpu_data", 2)));
    assertThat(inUser.cr4() & 1 << 17).isNotZero();
    assertThat(inUser.cr4() & 1 << 20).as("SMEP, which the features lack").isZero();
  }

  @Test
  void text_ranges_coverEntryTextButNotTheUserProgram() {
    long entry = symbols.symbol("entry_SYSCALL_64");

    assertThat(boot.text())
        .anyMatch(t -> entry >= t.linear() && entry < t.linear() + t.bytes())
        .noneMatch(t -> t.linear() == KernelFactory.USER_TEXT)
        .allMatch(t -> t.linear() - t.physical() == MemoryMap.START_KERNEL_MAP);
  }
}
