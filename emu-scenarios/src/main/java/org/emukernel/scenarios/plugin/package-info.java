/** Finds plug-ins: on the class path, and in the jars and directories that a user names. */
@NullMarked
package org.emukernel.scenarios.plugin;

import org.jspecify.annotations.NullMarked;
