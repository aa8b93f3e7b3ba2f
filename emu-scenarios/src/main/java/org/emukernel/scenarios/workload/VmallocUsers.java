package org.emukernel.scenarios.workload;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;

/**
 * {@code vmalloc-users}: large tables of netfilter, setsockopt(IPT_SO_SET_REPLACE): the new one is
 * allocated (xt_alloc_table_info(), net/netfilter/x_tables.c), an old one freed. Their sizes go
 * round from one page to a limit, so that addresses are reused by areas of other sizes. The system
 * call is of a number that Linux leaves free; the call chain is Linux's from do_ipt_set_ctl() on.
 */
public final class VmallocUsers extends Pairs {

  private static final String MAX_BYTES = "max-bytes";
  private static final long LIMIT = 16 << 20;
  private static final int PAGE = 4096;

  /** A step through the sizes that has no small period. */
  private static final long STRIDE = 17;

  /** For ServiceLoader. */
  public VmallocUsers() {
    super(
        "vmalloc-users",
        "tables from vmalloc of many sizes, huge mappings too, allocated and freed",
        perHour("tables-per-hour", "3600", "tables over all housekeeping CPUs; estimated"),
        "8");
  }

  @Override
  List<Setting> moreSettings() {
    return List.of(
        new Setting(
            MAX_BYTES,
            SettingType.COUNT,
            "262144",
            "size of the largest, 4096 to 16777216; from 2 MiB on by huge mappings"));
  }

  @Override
  SystemCall make(Settings settings, long n) {
    long pages = Math.min(LIMIT, Math.max(PAGE, settings.count(MAX_BYTES))) / PAGE;
    return new SystemCall(Syscalls.TABLE, (n * STRIDE % pages + 1) * PAGE, 0, 0);
  }

  @Override
  SystemCall unmake(Settings settings, long n, long table) {
    return new SystemCall(Syscalls.TABLE, 0, table, 0);
  }

  @Override
  public KernelPart kernelPart() {
    return KernelPart.of(
        new SyscallStub("__x64_sys_table", "do_ipt_set_ctl"),
        new CallThrough("xt_alloc_table_info", "__kvmalloc_node_noprof"),
        new CallThrough("xt_free_table_info", "vfree"),
        new DoReplace());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.TABLE, "__x64_sys_table");
  }

  /** do_ipt_set_ctl(bytes, table): allocates a table of so many bytes, or frees one. */
  private record DoReplace() implements Routine {

    @Override
    public String symbol() {
      return "do_ipt_set_ctl";
    }

    @Override
    public List<String> labels() {
      return List.of("do_replace", "touch", "return");
    }

    @Override
    public int locals() {
      return 1;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> replace(f);
        case 1 -> touch(f);
        default -> f.ret(f.local(0));
      }
    }

    private static void replace(RoutineFrame f) {
      if (f.arg(0) != 0) {
        f.call(f.port().symbol("xt_alloc_table_info"), f.arg(0));
      } else {
        f.call(f.port().symbol("xt_free_table_info"), f.arg(1));
      }
    }

    private static void touch(RoutineFrame f) {
      f.setLocal(0, f.arg(0) == 0 ? 0 : f.result());
      if (f.local(0) != 0) {
        f.store(f.local(0), Long.BYTES, f.arg(0));
      }
    }
  }
}
