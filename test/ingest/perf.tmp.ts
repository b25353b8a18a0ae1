import { openRecording } from '/work/main/src/ingest/recording.ts';
import { linesOfText } from '/work/main/src/ingest/lines.ts';
const files: Record<string,string> = {
 'meta.json': JSON.stringify({kernelRelease:'6.1.192-x', memoryBlockSizeBytes: 2**27, config:{CONFIG_X86_5LEVEL:'n'}}),
 'trace.txt': ['# tracer: nop', ...[['', '']].flatMap(() => {
   const L=(t:number,e:string,b:string)=>`  kt-1 [000] ..... ${t}.000001: ${e}: ${b}`;
   const size=process.argv[2]!;
   return [L(1,'add_memory',`(add_memory+0x0/0x40) nid=0 start=0x100000000 size=${size} flags=0x0`), L(2,'add_memory_ret','(a+0x1/0x2 <- add_memory) ret=0')];
 })].join('\n')+'\n',
};
const set={name:'x',has:(f:string)=>f in files,text:(f:string)=>files[f]??null,lines:(f:string)=>linesOfText(files[f]??''),folders:()=>[]};
console.time('open'); const s=openRecording(set as any); console.timeEnd('open'); console.log(s.summary.problems.map(p=>p.read), s.log.position, process.memoryUsage().rss/2**20|0);
