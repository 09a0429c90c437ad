// The only file that speaks to Rust.

import { invoke } from '@tauri-apps/api/core';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import { open, save } from '@tauri-apps/plugin-dialog';

import * as rust from './bindings';
import { commands, events } from './bindings';

export type SessionState = rust.SessionState_Serialize;
export type ComuneChoice = rust.ComuneChoice;
export type Created = rust.Created_Serialize;
export type DeskStatus = rust.DeskStatus_Serialize;
export type PersonHit = rust.PersonHit_Serialize;
export type PersonCard = rust.PersonCard_Serialize;
export type SearchAnswer = rust.SearchAnswer_Serialize;
export type CertificateOptions = rust.CertificateOptions_Serialize;
export type CertificateRequest = rust.CertificateRequest_Deserialize;
export type Destination = rust.Destination;
export type Quote = rust.Quote_Serialize;
export type Block = rust.Block_Serialize;
export type Issued = rust.Issued_Serialize;
export type PrintOutcome = rust.PrintOutcome_Serialize;
export type CertificateFilter = rust.CertificateFilter_Deserialize;
export type CertificatePage = rust.CertificatePage_Serialize;
export type CertificateRow = rust.CertificateRow_Serialize;
export type CertificateDetail = rust.CertificateDetail_Serialize;
export type ImportReport = rust.ImportReport_Serialize;
export type ImportProgress = rust.ImportProgress_Serialize;
export type SettingsView = rust.SettingsView_Serialize;
export type Settings = rust.Settings_Serialize;
export type PrinterInfo = rust.PrinterInfo_Serialize;
export type PrintSettings = rust.PrintSettings_Serialize;
export type KindChoice = rust.KindChoice_Serialize;
export type Entry = rust.Entry;
export type Amount = rust.Amount;
export type Issuing = rust.Issuing;
export type Switch = rust.Switch;
export type Language = rust.Language;
export type EuLanguage = rust.EuLanguage;
export type ListLine = rust.ListLine_Serialize;
export type ListQuote = rust.ListQuote_Serialize;
export type ListReport = rust.ListReport_Serialize;
export type ListRefused = rust.ListRefused;
export type ListPaper = rust.ListPaper_Serialize;
export type ListProgress = rust.ListProgress;
export type UseChoice = rust.UseChoice;
export type CardView = rust.CardView;
export type SigningKey = rust.SigningKey_Deserialize;
export type SignOutcome = rust.SignOutcome_Serialize;
export type Enrolled = rust.Enrolled;
export type ExchangeResult = rust.ExchangeResult;
export type ExchangeView = rust.ExchangeView_Serialize;
export type ActView = rust.ActView;
export type ExceptionView = rust.ExceptionView_Serialize;
export type Delivery = rust.Delivery_Serialize;
export type SealKeyView = rust.SealKeyView_Serialize;
export type Verdict = rust.Verdict;
export type VerifyReport = rust.VerifyReport_Serialize;

/** What a command that failed throws. */
export class ApiError extends Error {
  readonly code: string;
  readonly field: string | null;
  readonly detail: string | null;

  constructor(error: { code: string; field: string | null; detail: string | null }) {
    super(error.code);
    this.code = error.code;
    this.field = error.field;
    this.detail = error.detail;
  }
}

type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: rust.IpcError_Serialize };

async function value<T>(answer: Promise<Answer<T>>): Promise<T> {
  const settled = await answer;
  if (settled.status === 'error') throw new ApiError(settled.error);
  return settled.data;
}

let acted = (): void => undefined;

/** The value of a command that writes to the journal, done or refused: whoever shows the state asks again. */
function act<T>(answer: Promise<Answer<T>>): Promise<T> {
  return value(answer).finally(() => acted());
}

/** A picture of a page, as an address for an image; release it with `URL.revokeObjectURL`. */
async function pagePicture(sha256: string, page: number, widthPx: number): Promise<string> {
  try {
    const png = await invoke<ArrayBuffer>('preview_page', { sha256, page, widthPx });
    return URL.createObjectURL(new Blob([png], { type: 'image/png' }));
  } catch (error) {
    throw new ApiError(error as rust.IpcError_Serialize);
  }
}

async function chooseFile(name: string, extensions: string[]): Promise<string | null> {
  return open({ multiple: false, filters: [{ name, extensions }] });
}

async function chooseFolder(): Promise<string | null> {
  return open({ multiple: false, directory: true });
}

async function chooseNewFile(suggested: string, name: string, extensions: string[]): Promise<string | null> {
  return save({ defaultPath: suggested, filters: [{ name, extensions }] });
}

/** Calls `listener` with the path of a file that is dropped on the window; returns how to stop. */
function onFileDropped(listener: (path: string) => void): () => void {
  const stop = getCurrentWebview().onDragDropEvent(({ payload }) => {
    const path = payload.type === 'drop' ? payload.paths[0] : undefined;
    if (path) listener(path);
  });
  return () => void stop.then((unlisten) => unlisten());
}

export const api = {
  sessionState: () => value(commands.sessionState()),
  comuni: () => value(commands.comuni()),
  storeCreate: (setup: rust.Setup) => value(commands.storeCreate(setup)),
  sessionOpen: (operator: string, password: string) => value(commands.sessionOpen(operator, password)),
  sessionLock: () => value(commands.sessionLock()),
  deskStatus: () => value(commands.deskStatus()),
  search: (query: string) => value(commands.search(query)),
  personCard: (id: string) => value(commands.personCard(id)),
  certificateOptions: () => value(commands.certificateOptions()),
  certificateQuote: (request: CertificateRequest) => value(commands.certificateQuote(request)),
  certificateIssue: (request: CertificateRequest, seen: string, print: boolean) =>
    act(commands.certificateIssue(request, seen, print)),
  certificates: (filter: CertificateFilter, after: string | null) =>
    value(commands.certificates(filter, after)),
  certificateShow: (number: string) => value(commands.certificateShow(number)),
  certificateReprint: (number: string) => act(commands.certificateReprint(number)),
  certificateVoid: (number: string, reason: string) => act(commands.certificateVoid(number, reason)),
  certificateOpenViewer: (number: string) => value(commands.certificateOpenViewer(number)),
  certificateSave: (number: string, path: string) => value(commands.certificateSave(number, path)),
  certificateSign: (number: string, key: SigningKey, pin: string | null) =>
    act(commands.certificateSign(number, key, pin)),
  certificateTimestamp: (number: string) => act(commands.certificateTimestamp(number)),
  cards: () => value(commands.cards()),
  pinKeptUntil: () => commands.pinKeptUntil(),
  pinForget: () => commands.pinForget(),
  verifyFile: (path: string) => value(commands.verifyFile(path)),
  verifyText: (text: string) => value(commands.verifyText(text)),
  sealKeys: () => value(commands.sealKeys()),
  sealKeyRotate: () => act(commands.sealKeyRotate()),
  sealKeyRevoke: (kid: string) => act(commands.sealKeyRevoke(kid)),
  sealKeysExport: (path: string) => value(commands.sealKeysExport(path)),
  sealKeysTrust: (path: string) => act(commands.sealKeysTrust(path)),
  authorityRead: (path: string) => value(commands.authorityRead(path)),
  importRun: (path: string, asOf: string | null) => act(commands.importRun(path, asOf)),
  importCancel: () => value(commands.importCancel()),
  listRead: (path: string) => value(commands.listRead(path)),
  listPeople: (text: string) => value(commands.listPeople(text)),
  listQuote: (request: CertificateRequest, people: string[]) => value(commands.listQuote(request, people)),
  listIssue: (request: CertificateRequest, people: string[], print: boolean) =>
    act(commands.listIssue(request, people, print)),
  listCancel: () => value(commands.listCancel()),
  listPrint: (numbers: string[]) => value(commands.listPrint(numbers)),
  listSave: (numbers: string[], folder: string) => value(commands.listSave(numbers, folder)),
  counterEnrol: (code: string, address: string) => act(commands.counterEnrol(code, address)),
  exchangeRun: () => act(commands.exchangeRun()),
  exchangeState: () => value(commands.exchangeState()),
  certificateDelivery: (number: string) => value(commands.certificateDelivery(number)),
  settingsRead: () => value(commands.settingsRead()),
  settingsChange: (settings: Settings) => act(commands.settingsChange(settings)),
  armsChange: (path: string) => act(commands.armsChange(path)),
  printers: () => value(commands.printers()),
  pagePicture,
  chooseFile,
  chooseFolder,
  chooseNewFile,
  onFileDropped,
  /** Calls `listener` after each act. */
  onAct: (listener: () => void) => {
    acted = listener;
  },
  onImportProgress: (listener: (progress: ImportProgress) => void) =>
    events.importProgress.listen((event) => listener(event.payload)),
  onListProgress: (listener: (progress: ListProgress) => void) =>
    events.listProgress.listen((event) => listener(event.payload)),
};
