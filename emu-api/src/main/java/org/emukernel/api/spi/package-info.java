/** What plug-ins implement; found by ServiceLoader, named in HOCON. */
@NullMarked
package org.emukernel.api.spi;

import org.jspecify.annotations.NullMarked;
