package org.emukernel.mm.tlb;

import java.util.List;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;

/**
 * The layout of cpu_tlbstate and cpu_tlbstate_shared (arch/x86/include/asm/tlbflush.h, Linux
 * v6.18), as far as they are used. Entry code knows the place of {@link #USER_PCID_FLUSH_MASK}.
 */
public final class TlbState {

  /** struct tlb_state of each CPU. */
  public static final String SYMBOL = "cpu_tlbstate";

  /** struct tlb_state_shared of each CPU: its only word is is_lazy. */
  public static final String SHARED = "cpu_tlbstate_shared";

  /** loaded_mm. */
  public static final int LOADED_MM = 0;

  /** loaded_mm_asid, 16 bits; next_asid and invalidate_other lie in the same word. */
  public static final int LOADED_MM_ASID = 16;

  /** next_asid, 16 bits. */
  public static final int NEXT_ASID = 18;

  /** invalidate_other, 8 bits. */
  static final int INVALIDATE_OTHER = 20;

  /** user_pcid_flush_mask: bit asid + 1, since entry code has the kernel's PCID at hand. */
  public static final int USER_PCID_FLUSH_MASK = 32;

  /** LOADED_MM_SWITCHING. */
  static final long LOADED_MM_SWITCHING = 1;

  private static final int CTXS = 48;
  private static final int CTX_BYTES = 16;
  private static final int CTXS_MAX = 6;
  private static final int U16 = 0xffff;

  private TlbState() {}

  /** {@return the offset of ctxs[asid].ctx_id} */
  public static int ctxId(int asid) {
    return CTXS + asid * CTX_BYTES;
  }

  /** {@return the offset of ctxs[asid].tlb_gen} */
  public static int tlbGen(int asid) {
    return ctxId(asid) + Long.BYTES;
  }

  static int loadedMmAsid(long word) {
    return (int) word & U16;
  }

  static int nextAsid(long word) {
    return (int) (word >>> 16) & U16;
  }

  static boolean invalidateOther(long word) {
    return (word >>> 32 & 0xff) != 0;
  }

  static List<KernelVariable> variables() {
    return List.of(
        new KernelVariable(SYMBOL, ctxId(CTXS_MAX), Storage.PER_CPU),
        new KernelVariable(SHARED, Long.BYTES, Storage.PER_CPU));
  }
}
