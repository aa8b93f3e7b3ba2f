package org.emukernel.api.contract;

import java.util.List;
import java.util.stream.Stream;
import org.emukernel.api.address.LinearRange;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.ipi.IpiWork.Caller;
import org.emukernel.api.ipi.IpiWork.Extent;
import org.emukernel.api.ipi.IpiWork.SyncCore;
import org.emukernel.api.ipi.IpiWork.TlbFlush;
import org.emukernel.api.ipi.IpiWork.Urgency;

/** Work of each kind. */
final class Works {

  private static final long VMALLOC_START = 0xffffc90000000000L;
  private static final LinearRange PAGE = new LinearRange(VMALLOC_START, VMALLOC_START + 4096);
  private static final LinearRange MANY = new LinearRange(VMALLOC_START, VMALLOC_START + (1 << 20));

  /** What a target may need before its next kernel entry could do it. */
  static final List<IpiWork> NEVER =
      List.of(
          new SyncCore(Urgency.FORCED),
          new TlbFlush(PAGE, Extent.RANGE, Caller.OTHER),
          new TlbFlush(MANY, Extent.ALL, Caller.OTHER),
          new IpiWork.Call("flush_tlb_func"));

  /** What may wait for it. */
  static final List<IpiWork> MAYBE =
      List.of(
          new SyncCore(Urgency.MAY_WAIT),
          new TlbFlush(PAGE, Extent.RANGE, Caller.VMALLOC),
          new TlbFlush(MANY, Extent.ALL, Caller.VMALLOC));

  static final List<IpiWork> ALL = Stream.concat(NEVER.stream(), MAYBE.stream()).toList();

  private Works() {}
}
