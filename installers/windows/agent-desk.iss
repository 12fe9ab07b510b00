; The Windows installer, for Inno Setup 6:  iscc installers\windows\agent-desk.iss
; First, on Windows:  python dev.py build    (makes dist\agent-desk, and dist\icons\agent-desk.ico)
#define Version GetVersionNumbersString("..\..\dist\agent-desk\agent-desk.exe")
[Setup]
AppId={{6E0E5E0A-6A0B-4E0C-9C57-2F5BD8A9D35C}
AppName=Agent Desk
AppVersion={#Version}
AppPublisher=The Agent Desk authors
DefaultDirName={autopf}\Agent Desk
DefaultGroupName=Agent Desk
; For one user without administrator's rights, unless asked otherwise.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=agent-desk-{#Version}-setup
SetupIconFile=..\..\dist\icons\agent-desk.ico
UninstallDisplayIcon={app}\agent-desk.exe
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
; An open window is asked to close; what is typed is on disk by then.
CloseApplications=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[Files]
Source: "..\..\dist\agent-desk\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[InstallDelete]
; An update leaves no module of an older version behind.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\Agent Desk"; Filename: "{app}\agent-desk.exe"
Name: "{autodesktop}\Agent Desk"; Filename: "{app}\agent-desk.exe"; Tasks: desktopicon

[Run]
Filename: "{app}\agent-desk.exe"; Description: "{cm:LaunchProgram,Agent Desk}"; Flags: nowait postinstall skipifsilent
