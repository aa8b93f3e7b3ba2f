package org.emukernel.scenarios.workload;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * sendmmsg(fd, messages, count) on a UDP socket whose receiver is on the loopback, down to the
 * receiver's socket filter (net/core/filter.c), which stands for the patchable functions on the
 * way. Returns the count, or -EIO if a function returned what neither its old nor its new
 * instruction can bring about.
 */
final class PacketPath {

  private PacketPath() {}

  static KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new SyscallStub("__x64_sys_sendmmsg", "__sys_sendmmsg"));
    routines.add(new SendMmsg());
    routines.addAll(
        CallThrough.chain(
            "sk_filter_trim_cap",
            "____sys_sendmsg",
            "udp_sendmsg",
            "udp_send_skb",
            "ip_send_skb",
            "__netif_receive_skb",
            "udp_queue_rcv_one_skb"));
    routines.add(new SkFilterTrimCap());
    return new KernelPart(routines, List.of());
  }

  /** __sys_sendmmsg(): one message after the other. */
  private static final class SendMmsg extends KernelRoutine {

    private static final int NEXT = 0;
    private static final int SENT = 0;
    private static final long EIO = 5;

    SendMmsg() {
      super("__sys_sendmmsg", 1, "next", "sent");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == NEXT) {
        if (f.local(SENT) == f.arg(2)) {
          f.ret(f.local(SENT));
        } else {
          f.call(f.port().symbol("____sys_sendmsg"), f.local(SENT));
        }
      } else if (f.result() != 0) {
        f.ret(-EIO);
      } else {
        f.setLocal(SENT, f.local(SENT) + 1);
        f.goTo(NEXT);
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof SendMmsg;
    }

    @Override
    public int hashCode() {
      return symbol().hashCode();
    }
  }

  /** sk_filter_trim_cap(packet): 0, or 1 if a patched function misbehaved. */
  private static final class SkFilterTrimCap extends KernelRoutine {

    /** A function and the range of what it may return. */
    private record Site(String function, long least, long most) {}

    private static final List<Site> SITES =
        List.of(
            new Site("static_key_probe_0", 0, 1),
            new Site("static_key_probe_1", 0, 1),
            new Site("static_key_probe_forceful", 0, 1),
            new Site("trace_emu_0", Long.MIN_VALUE, Long.MAX_VALUE),
            new Site("sc_emu_caller_call", 0, 1),
            new Site("sc_emu_caller_tail", 0, 1),
            new Site("sc_emu_caller_jcc", 0, 1),
            new Site("sc_emu_caller_tramp", 0, 1),
            new Site("ftrace_emu_0", Long.MIN_VALUE, Long.MAX_VALUE),
            new Site("ftrace_emu_259", Long.MIN_VALUE, Long.MAX_VALUE));

    /** Each packet meets another of the probed functions. */
    private static final int PROBED = 8;

    private static final int NEXT = 0;
    private static final int CHECK = 1;
    private static final int AT = 0;

    SkFilterTrimCap() {
      super("sk_filter_trim_cap", 1, "next", "check", "probed", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case NEXT -> f.call(f.port().symbol(SITES.get((int) f.local(AT)).function()));
        case CHECK -> check(f);
        case 2 -> f.call(f.port().symbol("kprobe_emu_" + f.arg(0) % PROBED));
        default -> f.ret(f.result() == 5 ? 0 : 1);
      }
    }

    private static void check(RoutineFrame f) {
      Site site = SITES.get((int) f.local(AT));
      if (f.result() < site.least() || f.result() > site.most()) {
        f.ret(1);
      } else if (f.local(AT) + 1 < SITES.size()) {
        f.setLocal(AT, f.local(AT) + 1);
        f.goTo(NEXT);
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof SkFilterTrimCap;
    }

    @Override
    public int hashCode() {
      return symbol().hashCode();
    }
  }
}
