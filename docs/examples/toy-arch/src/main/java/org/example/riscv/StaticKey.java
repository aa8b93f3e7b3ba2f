package org.example.riscv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * {@code riscv-static-key}: the first housekeeping hart toggles a static key, the others run code
 * behind it. A site is one word, so that it is patched by one store through another mapping of the
 * text and one flush_icache_all() (arch/riscv/kernel/jump_label.c and patch.c, Linux v6.18).
 */
public final class StaticKey implements WorkloadProvider {

  /** The function behind the key: its first instruction is the site. */
  static final String PROBE = "static_key_probe";

  private static final String FUNCTION = "__riscv_sys_static_key";
  private static final int NR = 500;
  private static final long TOGGLE = 1;
  private static final String TOGGLES = "toggles-per-second";
  private static final String PROBES = "probes-per-second";
  private static final double NS_PER_SECOND = 1e9;

  private static final int NOP = 0x13;
  private static final int TAKEN = 12;

  @Override
  public String name() {
    return "riscv-static-key";
  }

  @Override
  public String description() {
    return "a static key that one hart toggles and the other housekeeping harts look at";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(TOGGLES, SettingType.RATE, "100", "by the first housekeeping hart"),
        new Setting(PROBES, SettingType.RATE, "10000", "by each other housekeeping hart"));
  }

  /* Returns whether the key is on. */
  static void emit(Assembler asm) {
    asm.label(PROBE)
        .word(NOP)
        .addi(Registers.A0, 0, 0)
        .word(Assembler.i(0x67, 0, 0, Registers.RA, 0))
        .addi(Registers.A0, 0, 1)
        .word(Assembler.i(0x67, 0, 0, Registers.RA, 0));
  }

  @Override
  public KernelPart kernelPart() {
    return KernelPart.of(new SysStaticKey());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(NR, FUNCTION);
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    int[] harts = host.housekeeping().stream().toArray();
    int first = host.slots().slots(host.prefix() + ".due", harts.length, SlotKind.STATE);
    long[] periods = new long[harts[harts.length - 1] + 1];
    int[] slots = new int[periods.length];
    for (int i = 0; i < harts.length; i++) {
      double rate = settings.rate(i == 0 ? TOGGLES : PROBES);
      periods[harts[i]] = rate == 0 ? 0 : (long) (NS_PER_SECOND / rate);
      slots[harts[i]] = first + i;
    }
    return arena -> started(new Periodic(arena, slots, periods, harts[0]));
  }

  private static Workload started(Periodic calls) {
    for (int hart = 0; hart < calls.periods.length; hart++) {
      if (calls.periods[hart] > 0) {
        calls.arena.set(calls.slots[hart], calls.periods[hart]);
      }
    }
    return calls;
  }

  /** One call a period on each hart that has one. */
  private record Periodic(Arena arena, int[] slots, long[] periods, int toggling)
      implements Workload {

    @Override
    public long dueNs(int cpu) {
      return cpu < periods.length && periods[cpu] > 0 ? arena.get(slots[cpu]) : NEVER;
    }

    @Override
    public SystemCall take(int cpu, long nowNs) {
      arena.add(slots[cpu], periods[cpu]);
      return new SystemCall(NR, cpu == toggling ? TOGGLE : 0, 0, 0);
    }

    @Override
    public void returned(int cpu, long result) {}
  }

  /** The system call: toggles, or looks. */
  private static final class SysStaticKey implements Routine {

    private static final int LOOK = 5;

    private final KernelSymbol probe = new KernelSymbol(PROBE);
    private final KernelSymbol flush = new KernelSymbol("flush_icache_all");

    @Override
    public String symbol() {
      return FUNCTION;
    }

    @Override
    public List<String> labels() {
      return List.of(
          "argument",
          "jump_label_type",
          "patch_insn_write",
          "flush_icache_all",
          "patched",
          "static_key_probe",
          "return");
    }

    @Override
    public int locals() {
      return 1;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> {
          if (f.load(f.arg(0) + f.port().systemCallArgument(0), Long.BYTES) != TOGGLE) {
            f.goTo(LOOK);
          }
        }
        case 1 -> f.setLocal(0, f.load(alias(f), Integer.BYTES));
        case 2 -> patch(f);
        case 3 -> f.call(flush.in(f));
        case 4 -> {
          f.port().events().textSynced(f.port(), probe.in(f), Integer.BYTES);
          f.ret(0);
        }
        case LOOK -> f.call(probe.in(f));
        default -> f.ret(f.result());
      }
    }

    /* The text itself is not writable; FIX_TEXT_POKE0 maps it once more, the direct map does here. */
    private long alias(RoutineFrame f) {
      return MemoryMap.DIRECT_MAP + MemoryMap.physical(probe.in(f));
    }

    private void patch(RoutineFrame f) {
      int old = (int) f.local(0);
      int now = old == NOP ? Assembler.j(0, TAKEN) : NOP;
      f.port().events().textPokeStarted(f.port(), probe.in(f), bytes(old), bytes(now));
      f.store(alias(f), Integer.BYTES, Integer.toUnsignedLong(now));
    }

    private static byte[] bytes(int word) {
      return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(word).array();
    }
  }
}
