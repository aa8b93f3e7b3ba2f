package org.emukernel.mm.bpf;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.PageFrames;
import org.emukernel.mm.vmalloc.Errno;
import org.emukernel.mm.work.QueueForWork;

/**
 * Maps of type BPF_MAP_TYPE_PERCPU_ARRAY (kernel/bpf/arraymap.c, v6.18): {@code __sys_bpf(entries,
 * bytes)} makes one and returns it, {@code bpf_map_release(map)} drops it; a kworker frees it. The
 * map is one page: the link of the list of maps to be freed, the number of entries, and the address
 * of each entry's per-CPU memory.
 */
final class PercpuArray {

  static final String FREE_LIST = "bpf_map_free_list";
  static final String FREE_WORK = "bpf_map_free_work";

  private static final int FREE_LINK = 0;
  private static final int ENTRIES = 8;
  private static final int PPTRS = 16;

  /** As many entries as fit into the page. */
  static final int MAX_ENTRIES = (PageTableFormat.PAGE_BYTES - PPTRS) / Long.BYTES;

  private PercpuArray() {}

  static List<Routine> routines(KernelMemory memory) {
    List<Routine> routines = new ArrayList<>();
    routines.addAll(CallThrough.chain("array_map_alloc", "__sys_bpf", "map_create"));
    routines.add(new ArrayMapAlloc(memory));
    routines.add(new CallThrough("bpf_map_alloc_percpu", "pcpu_alloc_noprof"));
    routines.add(new QueueForWork("bpf_map_release", FREE_LIST, FREE_WORK, FREE_LINK));
    routines.add(new BpfMapFreeDeferred());
    routines.add(new ArrayMapFree(memory));
    return routines;
  }

  private static int entry(long index) {
    return PPTRS + (int) index * Long.BYTES;
  }

  /**
   * array_map_alloc() with bpf_array_alloc_percpu(). Arguments: entries, 1 to 510, and bytes of
   * each. Returns the map, or -ENOMEM.
   */
  private static final class ArrayMapAlloc extends KernelRoutine {

    private static final int NEXT = 2;
    private static final int FAIL = 4;
    private static final int MAP = 0;
    private static final int INDEX = 1;

    private final KernelMemory memory;
    private final KernelSymbol alloc = new KernelSymbol("bpf_map_alloc_percpu");
    private final KernelSymbol free = new KernelSymbol("array_map_free");

    ArrayMapAlloc(KernelMemory memory) {
      super(
          "array_map_alloc",
          2,
          "bpf_map_area_alloc",
          "max_entries",
          "bpf_map_alloc_percpu",
          "pptr",
          "bpf_array_free_percpu",
          "fail");
      this.memory = memory;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> begin(f);
        case 1 -> f.store(f.local(MAP) + ENTRIES, Long.BYTES, f.arg(0));
        case NEXT -> f.call(alloc.in(f), f.arg(1), Long.BYTES);
        case 3 -> store(f);
        case FAIL -> f.call(free.in(f), f.local(MAP));
        case 5 -> f.ret(-Errno.ENOMEM);
        default -> throw noLabel(f.label());
      }
    }

    private void begin(RoutineFrame f) {
      memory.zoneLock().pass(f);
      boolean fits = f.arg(0) >= 1 && f.arg(0) <= MAX_ENTRIES;
      long page = fits ? memory.frames().takeZeroed() : PageFrames.NONE;
      if (page == PageFrames.NONE) {
        f.ret(-Errno.ENOMEM);
        return;
      }
      f.setLocal(MAP, memory.directMap().linear(page << PageTableFormat.PAGE_SHIFT));
      f.setLocal(INDEX, 0);
    }

    private static void store(RoutineFrame f) {
      if (f.result() == 0) {
        f.goTo(FAIL);
        return;
      }
      long index = f.local(INDEX);
      f.store(f.local(MAP) + entry(index), Long.BYTES, f.result());
      f.setLocal(INDEX, index + 1);
      if (index + 1 < f.arg(0)) {
        f.goTo(NEXT);
      } else {
        f.ret(f.local(MAP));
      }
    }
  }

  /** array_map_free() with bpf_array_free_percpu(). Argument: the map. */
  private static final class ArrayMapFree extends KernelRoutine {

    private static final int NEXT = 1;
    private static final int AREA = 4;
    private static final int COUNT = 0;
    private static final int INDEX = 1;
    private static final int POINTER = 2;

    private final KernelMemory memory;
    private final KernelSymbol freePercpu = new KernelSymbol("free_percpu");

    ArrayMapFree(KernelMemory memory) {
      super("array_map_free", 3, "max_entries", "pptr", "free_percpu", "next", "bpf_map_area_free");
      this.memory = memory;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> {
          f.setLocal(COUNT, f.load(f.arg(0) + ENTRIES, Long.BYTES));
          f.setLocal(INDEX, 0);
        }
        case NEXT -> f.setLocal(POINTER, f.load(f.arg(0) + entry(f.local(INDEX)), Long.BYTES));
        case 2 -> {
          if (f.local(POINTER) != 0) {
            f.call(freePercpu.in(f), f.local(POINTER));
          }
        }
        case 3 -> {
          f.setLocal(INDEX, f.local(INDEX) + 1);
          f.goTo(f.local(INDEX) < f.local(COUNT) ? NEXT : AREA);
        }
        case AREA -> {
          memory.zoneLock().pass(f);
          memory
              .frames()
              .give(memory.directMap().physical(f.arg(0)) >>> PageTableFormat.PAGE_SHIFT);
          f.ret();
        }
        default -> throw noLabel(f.label());
      }
    }
  }

  /**
   * bpf_map_free_deferred(), kernel/bpf/syscall.c: in a kworker, frees the maps that were dropped
   * on this CPU. Linux queues one work for each map.
   */
  private static final class BpfMapFreeDeferred extends KernelRoutine {

    private static final int NEXT = 1;
    private static final int MAP = 0;
    private static final int FOLLOWING = 1;

    private final PerCpuSymbol list = new PerCpuSymbol(FREE_LIST);
    private final KernelSymbol free = new KernelSymbol("array_map_free");

    BpfMapFreeDeferred() {
      super("bpf_map_free_deferred", 2, "llist_del_all", "llist_next", "array_map_free", "loop");
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> startAt(f, f.exchange(list.in(f), Long.BYTES, 0));
        case NEXT -> f.setLocal(FOLLOWING, f.load(f.local(MAP) + FREE_LINK, Long.BYTES));
        case 2 -> f.call(free.in(f), f.local(MAP));
        case 3 -> startAt(f, f.local(FOLLOWING));
        default -> throw noLabel(f.label());
      }
    }

    private static void startAt(RoutineFrame f, long map) {
      if (map == 0) {
        f.ret();
      } else {
        f.setLocal(MAP, map);
        f.goTo(NEXT);
      }
    }
  }
}
