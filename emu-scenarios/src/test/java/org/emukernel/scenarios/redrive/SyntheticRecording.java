package org.emukernel.scenarios.redrive;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.emukernel.api.cpu.CpuMask;

/**
 * Writes a recording, the same for the same seed, as the tracefs file {@code trace} or as trace-cmd
 * report shows it. The calls and what stands between them are in the proportions of {@code
 * docs/examples/ipi-2cpu.tracefs.txt.gz}: about 11 events a call on 2 CPUs; a call of all CPUs has
 * as many more as it has more targets.
 */
final class SyntheticRecording {

  /** Whether calls come again. */
  enum Pattern {
    /** One sender makes each kind of call in turn, 1 ms apart, with the same arguments. */
    REPEATING,
    /** Senders, kinds, targets, ranges and pauses are drawn, and some calls overlap. */
    MIXED
  }

  /** How it is written. */
  enum Form {
    /** The file {@code trace} of tracefs. */
    TRACEFS,
    /** What trace-cmd report prints. */
    TRACE_CMD
  }

  private enum Target {
    ALL,
    ONE
  }

  private record Kind(int weight, String func, Target target, String frames) {}

  private static final String MANY = "smp_call_function_many_cond,on_each_cpu_cond_mask,";
  private static final String PURGE = "flush_tlb_kernel_range,__purge_vmap_area_lazy,";
  private static final String RESCHEDULE = "";

  /* Weights: calls in the example recording. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              540,
              "do_sync_core",
              Target.ALL,
              MANY
                  + "smp_text_poke_batch_finish,arch_jump_label_transform_apply,static_key_enable"),
          new Kind(
              37, "do_flush_tlb_all", Target.ALL, MANY + PURGE + "_vm_unmap_aliases,set_memory_ro"),
          new Kind(
              5,
              "do_kernel_range_flush",
              Target.ALL,
              MANY + "flush_tlb_kernel_range,secretmem_fault,__do_fault"),
          new Kind(5, "do_kernel_range_flush", Target.ALL, MANY + PURGE + "drain_vmap_area_work"),
          new Kind(
              9, "ipi_mb", Target.ALL, "smp_call_function_many_cond,membarrier_global_expedited"),
          new Kind(
              33, "flush_tlb_func", Target.ONE, MANY + "flush_tlb_mm_range,dup_mmap,copy_process"),
          new Kind(
              60, "remote_function", Target.ONE, "smp_call_function_single,event_function_call"),
          new Kind(180, RESCHEDULE, Target.ONE, "__resched_curr,wakeup_preempt,try_to_wake_up"));

  private static final int WEIGHTS = KINDS.stream().mapToInt(Kind::weight).sum();

  /** alloc_vmap_area, free_vmap_area_noflush and tlb_flush: 3364 beside 870 calls. */
  private static final int OTHER_EVENTS = 4;

  private static final int MEAN_PAUSE_US = 200;
  private static final int OVERLAP_ONE_IN = 16;
  private static final long VMALLOC = 0xffffc90000000000L;
  private static final int RANGES = 1 << 14;
  private static final int PAGE_SHIFT = 12;

  private final int cpus;
  private final CpuMask isolated;
  private final Pattern pattern;
  private final Form form;
  private final SplittableRandom random;
  private final StringBuilder text = new StringBuilder();
  private long us = 5_000_000;
  private long events;
  private int turn;

  private SyntheticRecording(int cpus, Pattern pattern, Form form, long seed) {
    this.cpus = cpus;
    this.isolated = isolated(cpus);
    this.pattern = pattern;
    this.form = form;
    this.random = new SplittableRandom(seed);
  }

  /** {@return the isolated CPUs: the upper half of few, all but two of many} */
  static CpuMask isolated(int cpus) {
    return CpuMask.range(cpus > 8 ? 2 : cpus / 2, cpus);
  }

  /**
   * Writes a recording.
   *
   * @param least how many events it has at least; the call under way is ended
   * @return how many it has
   */
  static long write(Path path, int cpus, Pattern pattern, Form form, long seed, long least)
      throws IOException {
    SyntheticRecording recording = new SyntheticRecording(cpus, pattern, form, seed);
    try (BufferedWriter out = Files.newBufferedWriter(path)) {
      out.write(recording.beginning());
      while (recording.events < least) {
        recording.call();
        out.append(recording.text);
        recording.text.setLength(0);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return recording.events;
  }

  private String beginning() {
    return form == Form.TRACEFS
        ? "# tracer: nop\n#\n# entries-in-buffer/entries-written: 1/1   #P:" + cpus + "\n#\n"
        : "cpus=" + cpus + "\n";
  }

  private void call() {
    Kind kind = kind();
    int sender = sender();
    us += pause();
    for (int i = 0; i < OTHER_EVENTS; i++) {
      other(sender, i);
    }
    int[] targets = targets(kind, sender);
    if (kind.func().equals(RESCHEDULE)) {
      line(sender, "ipi_send_cpu: cpu=" + targets[0] + " callsite=c+0x1 callback=0x0");
      stack(sender, "ipi_send_cpu", kind.frames());
    } else {
      queue(kind, sender, targets);
    }
  }

  private Kind kind() {
    if (pattern == Pattern.REPEATING) {
      return KINDS.get(turn++ % KINDS.size());
    }
    int drawn = random.nextInt(WEIGHTS);
    int number = 0;
    while (drawn >= KINDS.get(number).weight()) {
      drawn -= KINDS.get(number++).weight();
    }
    return KINDS.get(number);
  }

  /* One call in sixteen comes from an isolated CPU, which so is in the kernel. */
  private int sender() {
    int housekeeping = isolated.next(0);
    if (pattern == Pattern.REPEATING) {
      return 0;
    }
    return random.nextInt(16) == 0
        ? housekeeping + random.nextInt(cpus - housekeeping)
        : random.nextInt(housekeeping);
  }

  private long pause() {
    if (pattern == Pattern.REPEATING) {
      return 1000;
    }
    return random.nextInt(OVERLAP_ONE_IN) == 0
        ? random.nextInt(8)
        : 20 + (long) (-Math.log(1 - random.nextDouble()) * MEAN_PAUSE_US);
  }

  private int[] targets(Kind kind, int sender) {
    if (kind.target() == Target.ALL) {
      return IntStream.range(0, cpus).filter(cpu -> cpu != sender).toArray();
    }
    int drawn = pattern == Pattern.REPEATING ? cpus - 2 : random.nextInt(cpus - 1);
    return new int[] {drawn < sender ? drawn : drawn + 1};
  }

  private void queue(Kind kind, int sender, int[] targets) {
    for (int target : targets) {
      line(
          sender,
          "csd_queue_cpu: cpu="
              + target
              + " callsite=c+0x1 func="
              + kind.func()
              + " csd="
              + csd(target));
      stack(sender, "csd_queue_cpu", kind.frames());
    }
    for (int target : targets) {
      line(target, "csd_function_entry: func=" + kind.func() + " csd=" + csd(target));
      line(target, "csd_function_exit: func=" + kind.func() + " csd=" + csd(target));
    }
    if (kind.frames().contains("__purge_vmap_area_lazy")) {
      purge(kind, sender);
    }
  }

  private static String csd(int target) {
    return String.format("%016x", 0x2ac5e952L + target);
  }

  private void purge(Kind kind, int sender) {
    boolean isLarge = kind.func().equals("do_flush_tlb_all");
    long first = pattern == Pattern.REPEATING ? 1 : random.nextInt(RANGES);
    long pages = isLarge ? 40 + (first & 1023) : 1 + (first & 15);
    long start = VMALLOC + (first << PAGE_SHIFT);
    line(
        sender,
        String.format(
            "purge_vmap_area_lazy: start=0x%x end=0x%x num_purged=%d",
            start, start + (pages << PAGE_SHIFT), pages));
  }

  private void other(int cpu, int number) {
    long address =
        VMALLOC
            + ((long) (pattern == Pattern.REPEATING ? 7 : random.nextInt(RANGES)) << PAGE_SHIFT);
    switch (number) {
      case 0 -> line(cpu, "tlb_flush: pages:1 reason:local MM shootdown (3)");
      case 1 ->
          line(
              cpu,
              "alloc_vmap_area: va_start: "
                  + Long.toUnsignedString(address)
                  + " size=20480 align=16384 vstart=0xffffc90000000000 vend=0xffffe8ffffffffff failed=0");
      default ->
          line(
              cpu,
              String.format(
                  "free_vmap_area_noflush: va_start=0x%x nr_lazy=%d nr_lazy_max=16384",
                  address, 2000 + number));
    }
  }

  private void line(int cpu, String event) {
    head(cpu);
    text.append(event).append('\n');
    events++;
  }

  private void head(int cpu) {
    String time = String.format("%d.%06d", us / 1_000_000, us % 1_000_000);
    text.append(String.format("  task-%d [%03d] d..1. %s: ", 100 + cpu, cpu, time));
  }

  private void stack(int cpu, String event, String frames) {
    head(cpu);
    if (form == Form.TRACEFS) {
      text.append("<stack trace>\n => trace_event_raw_event_").append(event).append('\n');
    } else {
      text.append("kernel_stack:         <stack trace >\n");
    }
    for (String frame : frames.split(",")) {
      text.append(" => ")
          .append(frame)
          .append(form == Form.TRACEFS ? "\n" : " (ffffffff81000000)\n");
    }
  }
}
