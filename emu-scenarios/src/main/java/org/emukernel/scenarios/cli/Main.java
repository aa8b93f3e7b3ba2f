package org.emukernel.scenarios.cli;

import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.Stage;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.function.Function;
import org.emukernel.scenarios.plugin.PlugIns;
import org.emukernel.scenarios.wiring.EmuModule;

/** The {@code emu} command. */
public final class Main {

  private Main() {}

  /** Runs one command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    System.exit(run(args, EmuModule::new));
  }

  /**
   * Runs one command.
   *
   * @param services what it works with, with the plug-ins that it is given
   * @return its exit status
   */
  public static int run(String[] args, Function<PlugIns, Module> services) {
    // Guice would otherwise generate classes through sun.misc.Unsafe, of which JDK 24 and later
    // warn.
    System.setProperty("guice_bytecode_gen_option", "DISABLED");
    Console console = new Console(new FileOutputStream(FileDescriptor.out), System.err);
    Services injected =
        new InjectedServices(
            plugIns -> Guice.createInjector(Stage.DEVELOPMENT, services.apply(plugIns)));
    return new EmuCli(injected, console).run(args);
  }
}
