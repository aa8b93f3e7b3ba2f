package org.emukernel.mm.setmemory;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.paging.Permission;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.tlb.FlushAll;

/** The functions of arch/x86/mm/pat/set_memory.c (Linux v6.18). */
public final class SetMemoryRoutines {

  private static final int WRITE = Permission.WRITE.bit();
  private static final int EXECUTE = Permission.EXECUTE.bit();

  private final List<Routine> routines;

  /** Makes them. */
  public SetMemoryRoutines(KernelMemory memory, FlushAll flushAll) {
    AttributeChange readOnlyExecutable =
        new AttributeChange(
            AttributeChange.set(EXECUTE).word() | AttributeChange.clear(WRITE).word());
    routines =
        List.of(
            new SetMemory("set_memory_ro", AttributeChange.clear(WRITE)),
            new SetMemory("set_memory_rw", AttributeChange.set(WRITE)),
            new SetMemory("set_memory_rox", readOnlyExecutable.with(AttributeChange.COLLAPSE)),
            new SetMemory("set_memory_x", AttributeChange.set(EXECUTE)),
            new SetMemory("set_memory_nx", AttributeChange.clear(EXECUTE)),
            new SetMemory("set_memory_np", AttributeChange.clear(AttributeChange.PRESENT)),
            new SetMemory("set_memory_p", AttributeChange.set(AttributeChange.PRESENT)),
            new SetMemory(
                "set_memory_4k", new AttributeChange(0).with(AttributeChange.FORCE_SPLIT)),
            new ChangePageAttr(),
            new CollapseLargePages(memory, flushAll),
            new ChangePages(memory, flushAll),
            new CpaFlush(),
            new SetDirectMap(
                "set_direct_map_invalid_noflush",
                AttributeChange.clear(AttributeChange.PRESENT | WRITE)),
            new SetDirectMap(
                "set_direct_map_default_noflush",
                AttributeChange.set(AttributeChange.PRESENT | WRITE)));
  }

  /** {@return the functions} */
  public List<Routine> routines() {
    return routines;
  }
}
