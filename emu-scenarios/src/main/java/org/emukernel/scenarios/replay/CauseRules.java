package org.emukernel.scenarios.replay;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.scenarios.replay.RecordedOperation.KernelTlbFlush;
import org.emukernel.scenarios.replay.RecordedOperation.NotDeferrable;
import org.emukernel.scenarios.replay.RecordedOperation.TextSync;

/** The rule list that tells what a recorded call was; the first rule that fits decides. */
public final class CauseRules {
  private static final String FLUSH = "flush_tlb_kernel_range";
  private static final String FLUSH_ALL = "do_flush_tlb_all";
  private static final List<String> SMP_CALL =
      List.of("smp_call_function_many_cond", "on_each_cpu_cond_mask", "smp_call_function_many");

  private final List<CauseRule> rules;

  private CauseRules(List<CauseRule> rules) {
    this.rules = rules;
  }

  /** {@return the rules that come with the program: {@code causes.conf}} */
  public static CauseRules standard() {
    return of(
        ConfigFactory.parseResources(
            CauseRules.class, "causes.conf", ConfigParseOptions.defaults().setAllowMissing(false)));
  }

  /**
   * {@return the rules under the key {@code causes}}
   *
   * @throws ConfigException if a rule is not as {@code causes.conf} describes them; the message has
   *     the file and line
   */
  public static CauseRules of(Config config) {
    Config resolved = config.resolve();
    return new CauseRules(
        resolved.getConfigList("causes").stream().<CauseRule>map(CauseRules::rule).toList());
  }

  private static CauseRule rule(Config rule) {
    return new CauseRule(
        rule.getString("title"),
        names(rule, "func"),
        names(rule, "through"),
        rule.hasPath("callee") ? rule.getString("callee") : null,
        names(rule, "caller"),
        action(rule));
  }

  private static Set<String> names(Config rule, String key) {
    return rule.hasPath(key) ? Set.copyOf(rule.getStringList(key)) : Set.of();
  }

  private static CauseRule.Action action(Config rule) {
    String operation = rule.getString("operation");
    switch (operation) {
      case "text-sync":
        TextSync sync = new TextSync(rule.getEnum(TextSyncKind.class, "kind"));
        return (func, chain) -> sync;
      case "kernel-tlb-flush":
        IpiWork.Caller caller = rule.getEnum(IpiWork.Caller.class, "kind");
        return (func, chain) -> flush(func, chain, caller);
      case "not-deferrable":
        return (func, chain) -> new NotDeferrable(func);
      default:
        throw new ConfigException.BadValue(
            rule.getValue("operation").origin(),
            "operation",
            "unknown \"" + operation + "\"; known: text-sync, kernel-tlb-flush, not-deferrable");
    }
  }

  private static KernelTlbFlush flush(String func, List<String> chain, IpiWork.Caller kind) {
    IpiWork.Extent extent = func.equals(FLUSH_ALL) ? IpiWork.Extent.ALL : IpiWork.Extent.RANGE;
    return new KernelTlbFlush(flushCaller(chain), kind, extent, null);
  }

  /* flush_tlb_all() is often inlined: then its caller stands directly outside the SMP call. */
  private static String flushCaller(List<String> chain) {
    String caller = Chains.callerOf(FLUSH, chain);
    if (!caller.isEmpty()) {
      return caller;
    }
    return chain.stream()
        .map(Chains::baseName)
        .filter(frame -> !SMP_CALL.contains(frame))
        .findFirst()
        .orElse("unknown");
  }

  /** {@return the cause of a call} */
  Cause causeOf(CallKind kind, String func, List<String> frames) {
    List<String> chain = Chains.withoutTracer(frames);
    for (CauseRule rule : rules) {
      if (rule.fits(func, chain)) {
        return new Cause(kind, func, chain, rule.title(), rule.action().operation(func, chain));
      }
    }
    return new Cause(
        kind,
        func,
        chain,
        "other " + kind.name().toLowerCase(Locale.ROOT).replace("csd", "call"),
        new NotDeferrable(func));
  }
}
