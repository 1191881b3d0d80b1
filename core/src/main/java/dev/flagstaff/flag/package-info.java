/// The definition of a flag and its JSON form: checked, immutable records and nothing else.
///
/// Enter at [dev.flagstaff.flag.FlagDefinition]. JSON from outside becomes one by
/// [dev.flagstaff.flag.DefinitionReader], which refuses what the contract does not allow and names every fault at
/// once; [dev.flagstaff.flag.DefinitionWriter] turns it back. Everything here is immutable or stateless, and any
/// thread may use it.
@NullMarked
package dev.flagstaff.flag;

import org.jspecify.annotations.NullMarked;
