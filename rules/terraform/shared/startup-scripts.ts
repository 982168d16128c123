/** Attributes that hold what a machine runs when it starts, by type. Whoever can log in to it, or read its metadata, reads them. */
const startupScripts: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws_instance', ['user_data', 'user_data_base64']],
  ['aws_spot_instance_request', ['user_data', 'user_data_base64']],
  ['aws_launch_configuration', ['user_data', 'user_data_base64']],
  ['aws_launch_template', ['user_data']],
  ['google_compute_instance', ['metadata_startup_script', 'metadata']],
  ['google_compute_instance_template', ['metadata_startup_script', 'metadata']],
  ['azurerm_linux_virtual_machine', ['custom_data', 'user_data']],
  ['azurerm_windows_virtual_machine', ['custom_data', 'user_data']],
  ['azurerm_linux_virtual_machine_scale_set', ['custom_data', 'user_data']],
  ['azurerm_virtual_machine', ['os_profile.custom_data']],
])

export const typesWithScript: readonly string[] = [...startupScripts.keys()]

export function scriptsOf(type: string): readonly string[] {
  return startupScripts.get(type) ?? []
}
