package org.emukernel.scenarios.plugin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.emukernel.api.spi.Named;

/**
 * The providers of one kind in one plug-in, as {@link ServiceLoader} finds them.
 *
 * @param <T> their type
 */
final class Providers<T extends Named> {

  private final PlugIn plugIn;
  private final String kind;
  private final Class<T> type;
  private final Consumer<String> complaints;
  private final List<String> listed;

  Providers(PlugIn plugIn, String kind, Class<T> type, Consumer<String> complaints) {
    this.plugIn = plugIn;
    this.kind = kind;
    this.type = type;
    this.complaints = complaints;
    this.listed = new ArrayList<>(ServicesFile.of(plugIn, type).names());
  }

  /** {@return those that can be used; what is wrong with each of the others is reported} */
  List<T> usable() {
    List<T> usable = new ArrayList<>();
    Iterator<ServiceLoader.Provider<T>> all =
        ServiceLoader.load(type, plugIn.loader()).stream().iterator();
    String last = "";
    while (true) {
      try {
        if (!all.hasNext()) {
          return usable;
        }
        instance(all.next()).ifPresent(usable::add);
      } catch (ServiceConfigurationError | LinkageError e) {
        // ServiceLoader goes on behind a broken provider, but not where it cannot read at all.
        if (last.equals(e.toString())) {
          return usable;
        }
        last = e.toString();
        complain(e);
      }
    }
  }

  /* What the program itself has is found through every class loader. */
  private Optional<T> instance(ServiceLoader.Provider<T> provider) {
    if (provider.type().getClassLoader() != plugIn.loader()) {
      return Optional.empty();
    }
    String name = provider.type().getName();
    listed.remove(name);
    try {
      T made = provider.get();
      Soundness.check(made);
      return Optional.of(made);
    } catch (ServiceConfigurationError | LinkageError | AssertionError | RuntimeException e) {
      leaveOut(name, Reason.of(e));
      return Optional.empty();
    }
  }

  /* A ServiceConfigurationError names the provider or the line; a LinkageError only what it missed. */
  private void complain(Error e) {
    Optional<String> culprit =
        e instanceof LinkageError
            ? listed.stream().filter(this::failsToLink).findFirst()
            : Optional.empty();
    culprit.ifPresent(listed::remove);
    leaveOut(culprit.orElse(""), Reason.of(e));
  }

  private boolean failsToLink(String className) {
    try {
      Class.forName(className, false, plugIn.loader());
      return false;
    } catch (ClassNotFoundException e) {
      return false;
    } catch (LinkageError e) {
      return true;
    }
  }

  /** Reports that a provider is not used. */
  void leaveOut(String className, String reason) {
    String who = className.isEmpty() ? kind : kind + " " + className;
    complaints.accept(plugIn.complaint(who + " left out: " + reason));
  }
}
